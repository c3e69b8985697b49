"""How far the program's numbers are from those of others: of each kind the largest difference, as a share of the number."""

import json

KINDS = {"optima": ("optima.json", ""), "thomson": ("thomson.json", ""), "inverse-square": ("inverse-square.json", ""),
         "student": ("student.json", ""), "threshold": ("others.json", "K_#"), "collapse": ("others.json", "nt-xent")}


def optima(results):
    return largest(results, "optima")


def thomson(results):
    return largest(results, "thomson")


def inverse_square(results):
    return largest(results, "inverse-square")


def student(results):
    return largest(results, "student")


def threshold(results):
    return largest(results, "threshold")


def collapse(results):
    return largest(results, "collapse")


def largest(results, kind):
    return max(difference for _, difference in differences(results, kind))


def differences(results, kind):
    """Names and differences, of one kind."""
    name, begin = KINDS[kind]
    return [(row["name"], abs(row["program"] / row["outside"] - 1))
            for row in json.loads((results / name).read_text()) if row["name"].startswith(begin)]
