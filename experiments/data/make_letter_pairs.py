"""make_letter_pairs.py [--check] [DICT]: letter pairs of words of four languages, from Debian's
word lists in DICT, /usr/share/dict unless given.

A sample is 25 words of one list, drawn without replacement; of each pair of letters, the ends of
words among them, it counts how often it comes. The 128 pairs that come most often over all samples
are kept: `letter-pairs.npy`, (160, 128) of one byte, language by language;
`letter-pairs-labels.txt` names the language of each row, `letter-pairs-names.txt` the pairs, `_`
for an end. Accents are dropped; words of other letters than a to z, of fewer than 4 or of capitals
are left out. Draws are by the linear congruence below, no library's, so that any Python makes the
same bytes."""

import sys
import unicodedata
from collections import Counter
from pathlib import Path

import numpy as np
from committed import keep

LANGUAGES = {"dutch": "dutch", "english": "american-english", "portuguese": "portuguese",
             "spanish": "spanish"}
SAMPLES, WORDS, PAIRS, SEED = 40, 25, 128, 1


def main(arguments):
    check = "--check" in arguments
    folder = Path(next((one for one in arguments if one != "--check"), "/usr/share/dict"))
    samples = [(language, pairs(drawn)) for language, file in LANGUAGES.items()
               for drawn in draws(words(folder / file))]
    total = sum((counts for _, counts in samples), Counter())
    kept = sorted(total, key=lambda pair: (-total[pair], pair))[:PAIRS]
    table = np.array([[counts[pair] for pair in kept] for _, counts in samples], dtype=np.uint8)
    keep({"letter-pairs.npy": table, "letter-pairs-names.txt": lines(kept),
          "letter-pairs-labels.txt": lines(language for language, _ in samples)}, check)


def words(path):
    """Sorted, each once."""
    listed = path.read_text(encoding="utf-8").split()
    plain = {without_accents(word) for word in listed if word.islower()}
    return sorted(word for word in plain if len(word) >= 4 and word.isascii() and word.isalpha())


def without_accents(word):
    parts = unicodedata.normalize("NFKD", word)
    return "".join(part for part in parts if not unicodedata.combining(part))


def draws(pool):
    """SAMPLES lists of WORDS words, no word twice: the head of a shuffle by Fisher and Yates."""
    pool, state = list(pool), SEED
    for place in range(SAMPLES * WORDS):
        state = (6364136223846793005 * state + 1442695040888963407) % 2**64
        other = place + (state >> 33) % (len(pool) - place)
        pool[place], pool[other] = pool[other], pool[place]
    return [pool[WORDS * k:WORDS * (k + 1)] for k in range(SAMPLES)]


def pairs(drawn):
    return Counter(a + b for word in drawn for a, b in zip("_" + word, word + "_", strict=True))


def lines(texts):
    return "".join(f"{text}\n" for text in texts)


if __name__ == "__main__":
    main(sys.argv[1:])
