"""A person without a mouse: keys only, and at every step it must be seen where one is."""

from playwright.sync_api import Locator, Page

MOST_STOPS = 250
SETTLING = 20  # looks: what slides in or scrolls takes a moment
# The part of the page that shows the focus: the element itself or, where USWDS hides the box
# and draws it beside the words, the label with what stands before it.
SEEN = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return {stop: null, wrong: ""};
  const name = at.outerHTML.replace(/\\s+/g, " ").slice(0, 120);
  const drawn = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2
    && !/^rgba.*, 0\\)$/.test(style.outlineColor);
  const isBox = at.matches("input[type=radio], input[type=checkbox]");
  const shown = (isBox && at.labels[0]) || at;
  const styles = [[at], [shown], [shown, "::before"]].map((one) => getComputedStyle(...one));
  const place = [...shown.getClientRects()].find((one) => one.width && one.height);
  if (!styles.some(drawn)) return {stop: name, wrong: "no outline"};
  if (!place) return {stop: name, wrong: "no size"};
  const [x, y] = [place.left + place.width / 2, place.top + Math.min(place.height / 2, 40)];
  const isIn = x >= 0 && y >= 0 && x <= innerWidth && y <= innerHeight;
  const hit = isIn && document.elementFromPoint(x, y);
  if (!hit) return {stop: name, wrong: "outside of the window"};
  if (!shown.contains(hit) && !hit.contains(shown)) return {stop: name, wrong: "covered"};
  return {stop: name, wrong: ""};
}"""
NUMBER = """() => {
  const at = document.activeElement;
  if (!at || at === document.body) return 0;
  window.stops ??= new Map();
  if (!window.stops.has(at)) window.stops.set(at, window.stops.size + 1);
  return window.stops.get(at);
}"""


class Keyboard:
    """Presses keys on a page; fails where the focus cannot be seen or cannot leave."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, key: str) -> None:
        """One key."""
        self.page.keyboard.press(key)

    def look(self) -> None:
        """Fail unless the focus is drawn, in the window and not covered; it may take a moment."""
        for _ in range(SETTLING):
            seen = self.page.evaluate(SEEN)
            if not seen["wrong"]:
                return
            self.page.wait_for_timeout(50)
        assert not seen["wrong"], f"{self.page.url}: {seen['wrong']}: {seen['stop']}"

    def go_to(self, target: Locator, key: str = "Tab") -> None:
        """Press Tab (or Shift+Tab) until the focus is there."""
        target.wait_for(state="attached")
        self.page.wait_for_load_state()  # a page's scripts may take the focus from what they build
        for _ in range(MOST_STOPS):
            if target.evaluate("it => it === document.activeElement"):
                return
            self.press(key)
            self.look()
        raise AssertionError(f"{self.page.url}: {key} never comes to {target}")

    def activate(self, target: Locator, key: str = "Enter") -> None:
        """Go to a link or button and press it."""
        self.go_to(target)
        self.press(key)

    def write(self, field: Locator, words: str) -> None:
        """Go to a field and type."""
        self.go_to(field)
        self.page.keyboard.type(words)

    def choose(self, select: Locator, label: str) -> None:
        """Go to a list of choices and take one by the arrow key."""
        self.go_to(select)
        for _ in range(MOST_STOPS):
            if select.evaluate("it => it.selectedOptions[0].label") == label:
                return
            self.press("ArrowDown")
        raise AssertionError(f"{self.page.url}: no choice is {label}")

    def go_round(self) -> int:
        """Tab through a page that was just opened, and back; return how many stops there are."""
        there = self.stops("Tab")
        back = self.stops("Shift+Tab")
        assert sorted(back) == sorted(there), f"{self.page.url}: the way back is another one"
        return len(there)

    def stops(self, key: str) -> list[int]:
        """Where the focus halts until it leaves the page or comes round."""
        found: list[int] = []
        for _ in range(MOST_STOPS):
            self.press(key)
            self.look()
            stop = self.page.evaluate(NUMBER)
            if stop == 0 or stop in found[:1]:
                return found
            assert stop not in found, f"{self.page.url}: {key} is trapped"
            found.append(stop)
        raise AssertionError(f"{self.page.url}: {key} never leaves the page")
