"""Chromium without a window, driven by its DevTools protocol: pages are opened, looked at, and told keys and clicks."""
import base64
import json
import shutil
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

CHROMIUM = shutil.which("chromium")
PATIENCE = 60  # seconds
KEYS = {" ": ("Space", 32), "ArrowLeft": ("ArrowLeft", 37), "ArrowRight": ("ArrowRight", 39), "Home": ("Home", 36),
        "End": ("End", 35)}


def missing():
    """A sentence on what a test with a browser lacks here, "" where it lacks nothing."""
    if CHROMIUM is None:
        return "chromium is not installed: pages are not looked at (Debian's chromium and python3-websocket)"
    try:
        import websocket  # noqa: F401
    except ModuleNotFoundError:
        return "python3-websocket is not installed: pages are not looked at"
    return ""


class Browser:
    """One tab. `errors` are what its pages wrote to the console as an error or threw, `requests` the addresses that
    they asked for, their own among them."""

    def __init__(self):
        import websocket
        self.home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        self.process = subprocess.Popen(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--hide-scrollbars",
             "--disable-background-networking", "--disable-component-update", "--no-first-run", "--disable-sync",
             "--remote-allow-origins=*", f"--user-data-dir={self.home.name}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            self.socket = websocket.create_connection(self.address(), timeout=PATIENCE, suppress_origin=True)
        except BaseException:
            self.close()
            raise
        self.number, self.errors, self.requests, self.loaded = 0, [], [], False
        for domain in ("Page", "Runtime", "Network", "Log"):
            self.ask(f"{domain}.enable")

    def address(self):
        """Of the tab, once the browser has told its port."""
        told, end = Path(self.home.name) / "DevToolsActivePort", time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if told.exists() and (lines := told.read_text().split()):
                tabs = json.load(urllib.request.urlopen(f"http://127.0.0.1:{lines[0]}/json", timeout=PATIENCE))
                pages = [tab for tab in tabs if tab["type"] == "page"]
                if pages:
                    return pages[0]["webSocketDebuggerUrl"]
            time.sleep(0.05)
        raise TimeoutError("chromium did not start")

    def close(self):
        if hasattr(self, "socket"):
            self.socket.close()
        self.process.terminate()
        self.process.wait(PATIENCE)
        self.home.cleanup()

    def ask(self, method, **parameters):
        """The result of a command; what the page tells meanwhile is kept."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while (told := self.hear()).get("id") != self.number:
            pass
        if "error" in told:
            raise RuntimeError(f"{method}: {told['error']['message']}")
        return told["result"]

    def hear(self):
        told = json.loads(self.socket.recv())
        method, facts = told.get("method"), told.get("params", {})
        if method == "Page.loadEventFired":
            self.loaded = True
        elif method == "Runtime.exceptionThrown":
            thrown = facts["exceptionDetails"]
            self.errors.append(thrown.get("exception", {}).get("description") or thrown["text"])
        elif method == "Runtime.consoleAPICalled" and facts["type"] in ("error", "warning", "assert"):
            self.errors.append(" ".join(str(one.get("value", one.get("description"))) for one in facts["args"]))
        elif method == "Log.entryAdded" and facts["entry"]["level"] in ("error", "warning"):
            self.errors.append(facts["entry"]["text"])
        elif method == "Network.requestWillBeSent":
            self.requests.append(facts["request"]["url"])
        return told

    def open(self, path, width=1280, height=900, dark=False, still=False):
        """The page of a file, at this size and in this light."""
        self.errors, self.requests, self.loaded = [], [], False
        self.ask("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                 mobile=width < 600)
        self.ask("Emulation.setEmulatedMedia", features=[
            {"name": "prefers-color-scheme", "value": "dark" if dark else "light"},
            {"name": "prefers-reduced-motion", "value": "reduce" if still else "no-preference"}])
        self.ask("Page.navigate", url=Path(path).resolve().as_uri())
        while not self.loaded:
            self.hear()
        self.settle()

    def settle(self):
        """Until two frames are drawn."""
        self.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(1))))")

    def value(self, expression):
        """Of JavaScript in the page, awaited."""
        told = self.ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in told:
            raise RuntimeError(told["exceptionDetails"].get("exception", {}).get("description", expression))
        return told["result"].get("value")

    def press(self, key, modifiers=0):
        code, number = KEYS[key]
        for kind in ("keyDown", "keyUp"):
            self.ask("Input.dispatchKeyEvent", type=kind, key=key, code=code, windowsVirtualKeyCode=number,
                     modifiers=modifiers, **({"text": " "} if key == " " and kind == "keyDown" else {}))

    def drag(self, start, end):
        for kind, (x, y) in (("mousePressed", start), ("mouseMoved", end), ("mouseReleased", end)):
            self.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)

    def picture(self, whole=True):
        """The page as PNG."""
        told = self.ask("Page.captureScreenshot", format="png", captureBeyondViewport=whole)
        return base64.b64decode(told["data"])
