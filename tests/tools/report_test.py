"""analysis/report.py: its pages in a browser, without a window and without a network. Each check is also seen to fail
on a planted fault."""
import base64
import json
import re
import subprocess
import sys
import unittest.mock
from pathlib import Path

import h5py
import numpy as np

sys.path[:0] = [str(Path(__file__).resolve().parents[2] / folder) for folder in ("analysis", "tests/cli")]
from pages import PageTest, coloured  # noqa: E402
from program import LABELLED, NARROW, PROGRAM, ROOT, WORDS, main, words_of  # noqa: E402

from simclr_flow import html_page, load, report_run, thinning  # noqa: E402
from simclr_flow.trajectory import Flow, Run, Series  # noqa: E402
from simclr_flow.verdicts import Verdicts  # noqa: E402

REPORT = ROOT / "analysis/report.py"
MOVES = {"circle": (), "sphere": ("latent.manifold=sphere", "latent.dim=3"), "torus": ("latent.manifold=torus", "latent.dim=4"),
         "line": ("latent.manifold=euclidean", "latent.dim=1"), "plane": ("latent.manifold=euclidean", "latent.dim=2"),
         "space": ("latent.manifold=euclidean", "latent.dim=5")}
COLOURED = coloured(".open canvas")
SEEN = "[...document.querySelectorAll('.open canvas')].map(canvas => canvas.toDataURL())"


class Pages(PageTest):
    def sweep(self):
        self.succeed("sweep", self.config, "--over", "energy.temperature=0.1,0.2,0.5", "--over", "data.per_class=3,4",
                     "--over", "seed=1,2", "--set", "stop.time=1", "-o", "sweep", "--quiet")
        return self.folder / "sweep"

    def test_pages_of_all_kinds_are_sound(self):
        self.is_sound(self.run_page())
        self.is_sound(self.page_of(self.study()))
        self.is_sound(self.page_of(self.sweep(), "-o", self.folder / "sweep.html"))

    def test_planted_faults_are_seen(self):
        page = self.run_page()
        text = page.read_text()
        plants = {"error: ": ("function clockBar(", "function plantedBar("),
                  "request: ": ("</main>", '</main><img alt="" src="http://127.0.0.1:9/planted.png">'),
                  "pixels wide": ("</main>", '</main><div style="width:2000px">x</div>')}
        for says, (old, new) in plants.items():
            self.assertIn(old, text)
            planted = re.sub(r"<meta http-equiv[^>]*>", "", text.replace(old, new))
            page.write_text(planted)
            self.assertTrue(any(says in fault for fault in self.faults_of(page)), says)
        page.write_text(text.replace("function clockBar(", "function plantedBar("))
        self.faults_of(page)
        self.assertIn("cannot be drawn here", self.browser.value("document.querySelector('.failure').textContent"))

    def test_latents_are_drawn_and_move_in_every_space(self):
        for name, sets in MOVES.items():
            with self.subTest(name):
                page = self.run_page(*sets, "stop.time=10", name=name)
                self.assertEqual(self.faults_of(page), [])
                first = self.browser.value(SEEN)
                self.assertEqual(len(first), 2)
                self.browser.value("simclrFlow.clock.go(simclrFlow.clock.last)")
                self.assertTrue(all(count > 60 for count in self.browser.value(COLOURED)), self.browser.value(COLOURED))
                self.assertTrue(all(a != b for a, b in zip(first, self.browser.value(SEEN))))

    def test_the_key_has_the_names_of_classes(self):
        keys = "[...document.querySelectorAll('[aria-label=classes] li')].map(one => [one.textContent, one.title])"
        self.assertEqual(self.faults_of(self.run_page()), [])
        self.assertEqual(self.browser.value(keys)[1], ["label 1", "1"])
        self.write("words.csv", WORDS)
        self.write("words.toml", LABELLED)
        long = "<b>of many letters, which are cut</b>"
        self.succeed("run", "words.toml", "--quiet", "--set", f"data.class_names={json.dumps(['iris', long])}")
        self.assertEqual(self.faults_of(self.page_of("words.h5", "--program", PROGRAM)), [])
        self.assertEqual(self.browser.value(keys), [["iris", "iris"], ["<b>of many letters, wh …", long]])

    def test_no_latents_are_not_taken_for_some(self):
        page = self.run_page()
        page.write_text(page.read_text().replace("    if (cloud.test) context.stroke(); else context.fill();", "")
                        .replace("if (cloud.test) context.stroke(); else context.fill();", ""))
        self.assertEqual(self.faults_of(page), [])
        self.assertLess(max(self.browser.value(COLOURED)), 60)

    def test_slider_and_keys_move_the_time(self):
        self.assertEqual(self.faults_of(self.run_page()), [])
        at = lambda: self.browser.value("simclrFlow.clock.index")
        last = self.browser.value("simclrFlow.clock.last")
        self.browser.value("document.querySelector('figure .now').scrollIntoView({block: 'center'})")
        self.browser.settle()
        line = "document.querySelector('.now').style.transform"
        before = self.browser.value(line)
        self.browser.value("""{ const slider = document.querySelector('.clock input'); slider.value = slider.max;
            slider.dispatchEvent(new Event('input')); }""")
        self.assertEqual(at(), last)
        self.assertEqual(self.browser.value("document.querySelector('.clock output').textContent"), "t = 100")
        self.assertNotEqual(self.browser.value(line), before)
        for key, expected in (("Home", 0), ("ArrowRight", 1), ("ArrowRight", 2), ("ArrowLeft", 1), ("End", last), ("Home", 0)):
            self.browser.press(key)
            self.assertEqual(at(), expected, key)
        self.browser.value("simclrFlow.clock.speed = 4")
        self.browser.press(" ")
        self.assertTrue(self.browser.value("simclrFlow.clock.playing"))
        self.browser.value("new Promise(done => setTimeout(done, 700))")
        self.browser.press(" ")
        self.assertFalse(self.browser.value("simclrFlow.clock.playing"))
        self.assertGreater(stopped := at(), 0)
        self.browser.value("new Promise(done => setTimeout(done, 200))")
        self.assertEqual(at(), stopped)

    def test_play_works_where_little_motion_is_wanted(self):
        self.assertEqual(self.faults_of(self.run_page(), still=True), [])
        self.browser.value("document.querySelector('.clock button').click()")
        self.browser.value("new Promise(done => setTimeout(done, 900))")
        self.assertIn(self.browser.value("simclrFlow.clock.index"), range(1, 6))

    def test_the_sphere_turns(self):
        page = self.run_page(*MOVES["sphere"], "stop.time=10", name="sphere")
        self.assertEqual(self.faults_of(page), [])
        self.browser.value("document.querySelector('.open canvas').scrollIntoView({block: 'center'})")
        self.browser.settle()
        before = self.browser.value(SEEN)
        x, y = self.browser.value("{ const box = document.querySelector('.open canvas').getBoundingClientRect();"
                                  "[box.x + box.width / 2, box.y + box.height / 2] }")
        self.browser.drag((x, y), (x + 60, y + 20))
        turned = self.browser.value(SEEN)
        self.assertTrue(all(a != b for a, b in zip(before, turned)))
        self.browser.value("document.querySelector('.open canvas').focus()")
        self.browser.press("ArrowRight", modifiers=8)  # Shift
        self.assertTrue(all(a != b for a, b in zip(turned, self.browser.value(SEEN))))
        self.assertEqual(self.browser.value("simclrFlow.clock.index"), 0)

    def test_verdicts_are_counted_and_found(self):
        self.assertEqual(self.faults_of(self.run_page()), [])
        told = json.loads(self.succeed("compare", "small.h5", "--json"))
        checks = [check for one in (told, *told["flows"], *told["between"]) for check in one["checks"]]
        rows = lambda: self.browser.value("document.querySelectorAll('[aria-label=verdicts] tbody tr').length")
        self.assertEqual(rows(), len(checks))
        choose = "{{ const one = document.querySelector({0!r}); one.value = {1!r}; one.dispatchEvent(new Event({2!r})); }}"
        self.browser.value(choose.format(".bar:not(.clock) select", "no theory", "change"))
        self.assertEqual(rows(), sum(check["verdict"] == "no theory" for check in checks))
        self.browser.value(choose.format(".bar:not(.clock) select", "", "change"))
        self.browser.value(choose.format("input[type=search]", "held-out", "input"))
        self.assertEqual(rows(), sum(check["id"] == "held-out" for check in checks))

    def test_a_study_shows_the_configuration_that_is_chosen(self):
        self.assertEqual(self.faults_of(self.page_of(self.study())), [])
        heading = "document.querySelector('.pair figure:last-child h3').textContent"
        self.assertEqual(self.browser.value(heading), "#0: minimum, icosahedron")
        before = self.browser.value("[...document.querySelectorAll('canvas')].map(one => one.toDataURL())")
        self.browser.value("document.querySelectorAll('tbody button')[1].click()")
        self.assertEqual(self.browser.value(heading), "#1: saddle of index 1, cuboctahedron")
        after = self.browser.value("[...document.querySelectorAll('canvas')].map(one => one.toDataURL())")
        self.assertTrue(all(a != b for a, b in zip(before, after)))

    def test_a_sweep_shows_any_column_over_any_axes(self):
        self.assertEqual(self.faults_of(self.page_of(self.sweep(), "-o", self.folder / "sweep.html")), [])
        pictures = lambda: self.browser.value("document.querySelectorAll('figure canvas').length")
        self.assertEqual(pictures(), 2)  # a seed each
        selects = self.browser.value("[...document.querySelectorAll('select')].map(one => one.options.length)")
        self.assertEqual(selects[1:], [3, 4])
        for select, value, count in ((0, "particle.status", 2), (2, "2", 2), (2, "-1", 2), (1, "2", 3)):
            self.browser.value(f"{{ const one = document.querySelectorAll('select')[{select}]; one.value = {value!r};"
                               "one.dispatchEvent(new Event('change')); }")
            self.browser.settle()
            self.assertEqual((pictures(), self.browser.errors), (count, []), value)

    def test_many_latents_are_painted_in_time(self):
        random = np.random.default_rng(1)
        time = np.append(0, np.geomspace(1e-3, 1e3, 399))
        latents = random.normal(size=(400, 900, 3))
        latents /= np.linalg.norm(latents, axis=2)[:, :, None]
        flow = Flow("particle", "particle flow", "done", "", Series(time, latents), None, np.arange(900) % 5,
                    {"energy": Series(time, 1 / (1 + time))}, {}, None)
        run = Run("many", "sphere", 0.2, None, "", [flow])
        page = self.folder / "many.html"
        page.write_text(html_page.page_of(report_run.data_of(run, "many.h5", Verdicts(), 7.5e6)))
        self.assertEqual(self.faults_of(page), [])
        self.browser.value("for (let k = 0; k < 400; ++k) simclrFlow.clock.go(k)")
        median = self.browser.value("simclrFlow.clock.paints.sort((a, b) => a - b)[200]")
        print(f"median frame of 900 latents: {median:.2f} ms")
        self.assertLess(median, 10)


class Files(PageTest):
    """What is written, and what is refused; a browser is wanted for none of it."""
    @classmethod
    def setUpClass(cls):
        pass

    def is_refused(self, done, *says, code=2):
        self.assertEqual((done.returncode, done.stdout, len(done.stderr.strip().splitlines())), (code, "", 1), done.stderr)
        for words in says:
            self.assertIn(words, done.stderr)

    def data_in(self, page):
        return json.loads(re.search(r'id="data">(.*?)</script>', page.read_text(), re.DOTALL)[1])

    def test_users_get_the_page_by_the_script_and_by_the_package(self):
        run = self.run_once("small.h5", *NARROW)
        pages = []
        for call, folder in ((["/usr/bin/python3", REPORT], self.folder),
                             (["/usr/bin/python3", "-m", "simclr_flow", "report"], ROOT / "analysis")):
            done = subprocess.run([*call, run, "-o", page := self.folder / "page.html", "--program", PROGRAM], cwd=folder,
                                  text=True, capture_output=True, timeout=120)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, f"{page}\n", ""))
            pages.append(page.read_text())
        self.assertEqual(*pages)  # identical input gives identical pages
        self.assertIn("MIT License", pages[0])

    def test_what_the_page_says_is_what_is_stored(self):
        run = self.run_once("small.h5", *NARROW)
        data = self.data_in(self.page_of(run, "--program", PROGRAM))
        with h5py.File(run) as file:
            facts = dict(data["facts"])
            for name, path in (("created", "created"), ("commit", "commit"), ("command", "argv"), ("versions", "versions")):
                self.assertEqual(facts[name], file[f"parameters/{path}"][()].decode())
            self.assertEqual(data["config"].strip(), file["parameters/resolved"][()].decode().strip())
            angle = np.array(file["particles/network/angle/value"])
        self.assertEqual([(cloud["flow"], cloud["test"]) for cloud in data["clouds"]], [(0, False), (1, False), (1, True)])
        latents = self.unpacked(data["clouds"][1])[:, :, 0]
        self.assertLess(np.abs(np.angle(np.exp(1j * (latents - angle)))).max(), 1e-4)

    def classes_in(self, path):
        """The name of the class of every latent."""
        data = self.data_in(self.page_of(path, "--program", PROGRAM))
        return [data["classes"][place] for place in np.frombuffer(base64.b64decode(data["clouds"][0]["labels"]["data"]), "<u2")]

    def test_classes_have_the_names_of_the_file(self):
        self.write("words.csv", WORDS)
        self.write("words.toml", LABELLED)
        self.succeed("run", "words.toml", "--quiet")
        with h5py.File(self.folder / "words.h5") as file:
            right = words_of(file["data/points"][:])
        self.assertEqual(self.classes_in("words.h5"), right)
        with h5py.File(self.folder / "words.h5", "r+") as file:  # the check can fail
            file["data/class_names"][...] = file["data/class_names"][:][::-1]
        self.assertNotEqual(self.classes_in("words.h5"), right)

    def unpacked(self, cloud):
        """The numbers of embed.quantised."""
        arrays = {name: np.frombuffer(base64.b64decode(cloud[name]["data"]), f"<{cloud[name]['kind']}")
                  .reshape(cloud[name]["shape"]) for name in ("values", "low", "high")}
        low, high = arrays["low"][:, None], arrays["high"][:, None]
        return low + (high - low) * arrays["values"] / 65535

    def test_a_large_run_is_thinned_and_says_so(self):
        run = load(self.run_once("small.h5", *NARROW))
        data = report_run.data_of(run, "small.h5", Verdicts(), 1500)
        self.assertRegex(data["remark"], r"To keep this page small it shows \d+ of 17 frames, evenly spaced\.")
        size = sum(len(cloud["values"]["data"]) for cloud in data["clouds"])
        self.assertLess(size, 1.2 * 1500)
        self.assertEqual(report_run.data_of(run, "small.h5", Verdicts(), 1e6)["remark"], "")
        cut = thinning.cut_for([(1000, 10**6)], 3, 5e6)
        self.assertRegex(thinning.remark(cut, 1000, 10**6), r"\d+ of 1000000 latents, drawn at random and \d+ of 1000 frames")

    def test_a_judgement_is_taken_from_a_file(self):
        run = self.run_once("small.h5", *NARROW)
        self.write("small.json", self.succeed("compare", run, "--json"))
        data = self.data_in(self.page_of(run, "--comparison", "small.json"))
        self.assertEqual({check["verdict"] for check in data["checks"]}, {"agrees", "no theory"})
        run.rename(self.folder / "other.h5")
        self.is_refused(self.report("other.h5", "--comparison", "small.json"), "does not judge other.h5, but small.h5")

    def test_without_a_program_the_page_says_so(self):
        run = self.run_once("small.h5", *NARROW)
        with unittest.mock.patch.multiple("simclr_flow.verdicts", find_program=lambda program: None):
            from simclr_flow.verdicts import verdicts_of
            self.assertIn("no program simclr-flow was found", verdicts_of(run).note)
        self.is_refused(self.report(run, "--program", "/nowhere/simclr-flow"), "there is no program /nowhere/simclr-flow")
        self.is_refused(self.report(run, "--program", "/bin/false"), "/bin/false does not judge",
                        "small.h5: it ended with code 1 and said nothing.")

    def test_names_of_users_are_text(self):
        title = '</script><b onclick="x">&amp; {{script}}'
        run = self.run_once("named.h5", *NARROW, "--set", f"title={json.dumps(title)}")
        page = self.page_of(run, "--program", PROGRAM)
        self.assertEqual(self.data_in(page)["title"], title)
        self.assertEqual(page.read_text().count("<b onclick"), 0)

    def test_damaged_and_foreign_files_are_refused_in_a_sentence(self):
        run = self.run_once("small.h5", *NARROW)
        (self.folder / "cut.h5").write_bytes(run.read_bytes()[:3000])
        self.is_refused(self.report("cut.h5"), "cut.h5")
        self.is_refused(self.report("absent.h5"), "cannot read absent.h5: no such file")
        self.is_refused(self.report(self.write("a.json", "{}")), "a.json is no output")
        self.is_refused(self.report(self.study(), "--program", PROGRAM), "are for a run")
        (self.folder / "file").write_text("")
        self.is_refused(self.report(run, "--program", PROGRAM, "-o", "file/page.html"), "cannot write", code=4)


if __name__ == "__main__":
    main()
