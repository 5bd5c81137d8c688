"""The answer of a search for a smallest change, in words and as a change that a planner can make."""

from __future__ import annotations

import json
from typing import Any

import yaml

from clusterplan.language import Text
from clusterplan.planning.why.answers import Found, SmallestChange
from clusterplan.planning.why.bracket import Bracket
from clusterplan.planning.why.knobs import Knob
from clusterplan.planning.why.words import plain_number

__all__ = ["answer_of"]

_NOTHING = 1e-9


def answer_of(knob: Knob, bracket: Bracket, found: Found) -> SmallestChange:
    """Put what a search knows into an answer.

    Parameters
    ----------
    knob
        What may change.
    bracket
        What is known.
    found
        How the search ended.

    Returns
    -------
    SmallestChange
        With its words, and with the setting where a scenario can say it.
    """
    needed = bracket.needed
    tried = bracket.nearer()
    proven = bracket.is_proven_below and found in (Found.FOUND, Found.NONE_IN_RANGE)
    smallest = proven and needed is not None and bracket.below is not None
    smallest = smallest and abs((needed or 0.0) - (bracket.below or 0.0)) <= knob.gap + _NOTHING
    said = _in_words(knob, bracket, found, proven=proven, smallest=smallest)
    setting = "" if needed is None or knob.setting_at is None else knob.setting_at(needed)
    return SmallestChange(
        about=knob.about,
        name=knob.name,
        title_vi=knob.title.vi,
        title_en=knob.title.en,
        measure=knob.measure,
        now=knob.now,
        needed=needed,
        just_below=bracket.below,
        excludes_nearer=proven,
        is_smallest=smallest,
        tried=tried,
        range_end=(*knob.other_way, *knob.values)[-1],
        range_other_end=knob.other_way[-1] if knob.other_way and knob.values else None,
        found=found,
        score_then=None if needed is None or knob.score_at is None else knob.score_at(needed),
        weights_then={} if needed is None or knob.weights_at is None else knob.weights_at(needed),
        setting=setting,
        scenario_yaml=_as_yaml(setting) if setting else "",
        what_vi=f"{knob.title.vi}: {said.vi}",
        what_en=f"{knob.title.en}: {said.en}",
    )


def _as_yaml(setting: str) -> str:
    """Return ``path=value`` as the lines of a scenario file."""
    path, _, value = setting.partition("=")
    inside: Any = json.loads(value)
    for name in reversed(path.split(".")):
        inside = {name: inside}
    return yaml.safe_dump(inside, allow_unicode=True, sort_keys=False, default_flow_style=False)


def _in_words(knob: Knob, bracket: Bracket, found: Found, *, proven: bool, smallest: bool) -> Text:
    """Say how a search ended."""
    if found is Found.FOUND:
        return _found_in_words(knob, bracket, proven=proven, smallest=smallest)
    if found is not Found.NONE_IN_RANGE:
        return _UNSETTLED[found]
    ends = ((*knob.other_way, *knob.values)[-1], knob.other_way[-1] if knob.other_way else knob.now)
    farthest, start = plain_number(ends[0]), plain_number(ends[1])
    if proven:
        return Text(
            vi=f"chỉ đổi riêng mục này, từ {start.vi} đến {farthest.vi}, không đưa được vào phương án",
            en=f"no change of this one alone from {start.en} to {farthest.en} brings it in",
        )
    number = len(bracket.nearer())
    return Text(
        vi=f"đã thử {number} giá trị từ {start.vi} đến {farthest.vi}: không giá trị nào đưa được vào phương án",
        en=f"none of {number} values that were tried from {start.en} to {farthest.en} brings it in",
    )


def _found_in_words(knob: Knob, bracket: Bracket, *, proven: bool, smallest: bool) -> Text:
    """Say from where on a pair is in, and what is known of nearer values."""
    now, needed, below = (plain_number(value) for value in (knob.now, bracket.needed, bracket.below))
    change = Text(
        vi=f"từ {now.vi} thành {needed.vi} là vào phương án",
        en=f"from {now.en} to {needed.en} brings it in",
    )
    tried = len(bracket.nearer())
    if smallest:
        known = Text(vi="thay đổi nhỏ hơn thì không (đã chứng minh)", en="no smaller change does (proven)")
    elif proven and bracket.below != knob.now:
        known = Text(
            vi=f"đến {below.vi} thì chưa (đã chứng minh); khoảng giữa hai giá trị chưa xét",
            en=f"none up to {below.en} does (proven); between the two it is open",
        )
    elif not tried:
        known = Text(vi="chưa thử giá trị nào gần hơn", en="no nearer value was tried")
    else:
        known = Text(
            vi=f"ở {below.vi} thì chưa; đã thử {tried} giá trị gần hơn, đều chưa (không chứng minh là nhỏ nhất)",
            en=f"{below.en} does not, nor does any of {tried} nearer values that were tried (not proven smallest)",
        )
    return Text(vi=f"{change.vi}; {known.vi}", en=f"{change.en}; {known.en}")


_UNSETTLED = {
    Found.NOT_PROVEN: Text(vi="chưa chứng minh được", en="not proven either way"),
    Found.OUT_OF_TIME: Text(vi="hết thời gian trước khi xét xong", en="time ran out before this was settled"),
}
