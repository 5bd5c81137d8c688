"""Two ways to use a page: with the mouse, and with the keyboard alone."""

from __future__ import annotations

from typing import Protocol

from playwright.sync_api import Locator, Page

__all__ = ["Hand", "Keyboard", "Mouse"]

_MOST_STEPS = 400


class Hand(Protocol):
    """What a person does with a page."""

    def press(self, what: Locator) -> None:
        """Follow a link, push a button, open a fold."""

    def write(self, where: Locator, text: str) -> None:
        """Put a text in the place of what is in a box."""

    def choose(self, where: Locator, value: str) -> None:
        """Choose from a list."""


class Mouse:
    """Points and clicks."""

    def press(self, what: Locator) -> None:
        what.click()

    def write(self, where: Locator, text: str) -> None:
        where.fill(text)

    def choose(self, where: Locator, value: str) -> None:
        where.select_option(value)


class Keyboard:
    """Goes from one thing to the next by Tab; what cannot be reached so does not exist."""

    def __init__(self, page: Page) -> None:
        self._keys = page.keyboard

    def reach(self, what: Locator) -> None:
        what.wait_for()
        for _ in range(_MOST_STEPS):
            if what.evaluate("element => element === document.activeElement"):
                return
            self._keys.press("Tab")
        raise AssertionError(f"not reached by Tab: {what}")

    def press(self, what: Locator) -> None:
        self.reach(what)
        self._keys.press("Enter")

    def write(self, where: Locator, text: str) -> None:
        self.reach(where)
        self._keys.press("ControlOrMeta+A")
        self._keys.type(text)

    def choose(self, where: Locator, value: str) -> None:
        self.reach(where)
        self._keys.press("Home")
        for _ in range(_MOST_STEPS):
            if where.input_value() == value:
                return
            self._keys.press("ArrowDown")
        raise AssertionError(f"{value} is not in the list")
