"""Reasons on the terminal: for a unit in every technology, for a pair in the plan, and for one that is not in it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.text import Text as RichText

from clusterplan.advantage import Explanation
from clusterplan.cli.layout import bullets, pairs, section, short, table, words
from clusterplan.language import Language, Text
from clusterplan.planning.why import Loss, PairReason, UnitReasons, Why, WhyNot
from clusterplan.planning.why.answers import Clash, Found, Move, SmallestChange
from clusterplan.planning.why.reason_answers import MissingIndicator
from clusterplan.publishing.texts import GRADE, STATUS, VALUE_STATUS, decimal

__all__ = ["clash_lines", "loss_in_words", "move_lines", "reasons_report", "why_not_report", "why_report"]


_LONGEST_SOURCE = 40
"""A source that is longer is cut on the terminal; ``--json`` has it whole."""
_LONGEST_SETTING = 100
"""So is a setting: a list of synergies is set as a whole."""


def reasons_report(reasons: UnitReasons, language: Language) -> Iterator[RenderableType]:
    """Yield all technologies of a unit in one table, and what is missing.

    Parameters
    ----------
    reasons
        The reasons.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Heading, table, missing indicators.
    """
    yield RichText(STATUS.in_language(language), style="bold yellow")
    name = Text(vi=reasons.name_vi, en=reasons.name_en).in_language(language)
    cluster = reasons.cluster or words(language, vi="không thuộc cụm nào", en="in no cluster")
    yield RichText(f"{reasons.unit} {name}: {cluster}", style="bold")
    with_losses = any(reason.is_impossible is not None for reason in reasons.technologies)
    headings = [
        words(language, vi="Công nghệ", en="Technology"),
        words(language, vi="Chọn", en="In"),
        words(language, vi="Điểm", en="Score"),
        words(language, vi="Hạng", en="Rank"),
        words(language, vi="Bằng chứng", en="Evidence"),
        *([words(language, vi="Mất", en="Loss")] if with_losses else []),
        words(language, vi="Lý do", en="Reason"),
    ]
    grid = table(None, headings, right=[2, 3], wide=len(headings) - 1)
    for reason in reasons.technologies:
        grid.add_row(
            f"{reason.technology} {short(_of(reason.name_vi, reason.name_en, language))}",
            "✓" if reason.selected else "",
            "–" if reason.score is None else decimal(reason.score, language, 3),
            "–" if reason.rank is None else f"{reason.rank}/{reason.judged_units}",
            "–" if reason.grade is None else GRADE[reason.grade].in_language(language),
            *([_loss(reason, language)] if with_losses else []),
            _of(reason.reason_vi, reason.reason_en, language),
        )
    yield grid
    yield from _missing(reasons.missing, language)


def why_report(because: Why, language: Language) -> Iterator[RenderableType]:
    """Yield why a pair is in a plan.

    Parameters
    ----------
    because
        The answer.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Reason, figures, score, binding rules, what moves without it.
    """
    yield from _heading(because, language)
    cluster = because.cluster
    served = _of(because.served_by_vi, because.served_by_en, language) or "–"
    strong = ", ".join(cluster.strong_members.get(because.pair.technology, ())) or "–"
    yield pairs(
        [
            *_figures(because.pair, language),
            (
                words(language, vi="Cụm", en="Cluster"),
                f"{cluster.id} {_of(cluster.name_vi, cluster.name_en, language)}",
            ),
            (words(language, vi="Thành viên mạnh", en="Strong members"), strong),
            (words(language, vi="Cơ sở phục vụ", en="Served by"), served),
            (words(language, vi="Giá trị thay thế", en="Replacement value"), _loss(because.pair, language)),
        ]
    )
    if because.withheld:
        withheld = ", ".join(because.withheld)
        yield words(language, vi=f"Chưa thể đánh giá: {withheld}.", en=f"Cannot be judged: {withheld}.")
    yield ""
    yield from _score(because.explanation, language)
    lines = [
        f"{_of(rule.name_vi, rule.name_en, language)} ({_of(rule.place_vi, rule.place_en, language)}): "
        f"{rule.value:g} / {rule.limit:g}"
        for rule in because.binding
    ]
    if lines:
        yield section(words(language, vi="Quy tắc đang ràng buộc", en="Rules that bind"), bullets(lines))
    if because.moves:
        heading = words(language, vi="Nếu không có cặp này", en="Without this pair")
        yield section(heading, Group(*move_lines(because.moves, language)))


def why_not_report(against: WhyNot, language: Language) -> Iterator[RenderableType]:
    """Yield why a pair is not in a plan.

    Parameters
    ----------
    against
        The answer.
    language
        Language of the report.

    Yields
    ------
    rich renderable
        Reason, loss, what moves or what forbids it, what is missing, what would bring it in, score.
    """
    yield from _heading(against, language)
    rows = [
        *_figures(against.pair, language),
        (words(language, vi="Mất nếu buộc phải có", en="Loss if it is forced"), _loss(against.pair, language)),
    ]
    yield pairs(rows)
    yield ""
    if against.clash is not None:
        heading = words(language, vi="Giới hạn không cho phép", en="Limits that forbid it")
        yield section(heading, bullets(clash_lines(against.clash, language)))
    if against.moves:
        heading = words(language, vi="Nếu buộc phải có cặp này", en="With this pair forced")
        yield section(heading, Group(*move_lines(against.moves, language)))
    yield from _missing(against.missing, language)
    if against.changes:
        heading = words(language, vi="Thay đổi nhỏ nhất để vào phương án", en="Smallest change that brings it in")
        ordered = sorted(against.changes, key=lambda change: change.needed is None)
        yield section(heading, bullets(_change_lines(ordered, language)))
        yield from _settings(ordered, language)
    yield from _score(against.explanation, language)


def move_lines(moves: Iterable[Move], language: Language) -> Iterator[str]:
    """Yield what moves, one line each.

    Parameters
    ----------
    moves
        The moves.
    language
        Language of the lines.

    Yields
    ------
    str
        With a plus for what is gained and a minus for what is lost.
    """
    for move in moves:
        yield f"{'+' if move.action == 'gained' else '−'} {_of(move.what_vi, move.what_en, language)}"


def clash_lines(clash: Clash, language: Language) -> Iterator[str]:
    """Yield the limits of a clash, and whether all of them are needed for it.

    Parameters
    ----------
    clash
        The clash.
    language
        Language of the lines.

    Yields
    ------
    str
        One line each.
    """
    yield from clash.names_vi if language == "vi" else clash.names_en
    if clash.why_vi:
        yield _of(clash.why_vi, clash.why_en, language)
    if clash.is_smallest is False:
        yield words(language, vi="(chưa chứng minh là nhóm nhỏ nhất)", en="(not proven that all of them are needed)")


def loss_in_words(loss: Loss, language: Language) -> str:
    """Return a loss: one number if it is proven, else an interval.

    Parameters
    ----------
    loss
        The loss.
    language
        Language of the words.

    Returns
    -------
    str
        The words.
    """
    lower, upper = (decimal(value, language, 6) for value in (loss.at_least, loss.at_most))
    if loss.is_exact:
        return lower
    return words(
        language, vi=f"từ {lower} đến {upper} (chưa chứng minh)", en=f"between {lower} and {upper} (not proven)"
    )


def _change_lines(changes: Iterable[SmallestChange], language: Language) -> Iterator[str]:
    """Yield one line for each change, and one for all that the time did not reach."""
    late = []
    for change in changes:
        if change.found is Found.OUT_OF_TIME:
            late.append(_of(change.title_vi, change.title_en, language))
        else:
            yield _of(change.what_vi, change.what_en, language)
    if late:
        listed = "; ".join(late)
        yield words(language, vi=f"hết thời gian trước khi xét xong: {listed}", en=f"time ran out before: {listed}")


def _settings(changes: Iterable[SmallestChange], language: Language) -> Iterator[RenderableType]:
    """Yield the changes that a scenario can make, as ``what-if`` takes them."""
    settings = [change.setting for change in changes if change.setting]
    whole = [text if len(text) <= _LONGEST_SETTING else f"{text.partition('=')[0]}=… (--json)" for text in settings]
    lines = [f"--set {text}" for text in whole]
    if lines:
        heading = words(
            language, vi="Thử từng thay đổi với clusterplan what-if", en="To try one of them: clusterplan what-if"
        )
        yield section(heading, bullets(lines))


def _heading(answer: Why | WhyNot, language: Language) -> Iterator[RenderableType]:
    """Yield the status, the pair and the reason."""
    yield RichText(STATUS.in_language(language), style="bold yellow")
    unit = _of(answer.unit_vi, answer.unit_en, language)
    technology = _of(answer.pair.name_vi, answer.pair.name_en, language)
    yield RichText(f"{answer.unit} {unit} · {answer.pair.technology} {technology}", style="bold")
    yield _of(answer.pair.reason_vi, answer.pair.reason_en, language)
    yield _of(answer.pair.standing_vi, answer.pair.standing_en, language)
    if not answer.is_proven:
        yield words(language, vi="Phương án chưa chứng minh tối ưu.", en="The plan is not proven optimal.")
    yield ""


def _figures(pair: PairReason, language: Language) -> Iterator[tuple[str, str]]:
    """Yield score, rank, evidence and contribution."""
    if pair.score is not None and pair.grade is not None and pair.participation is not None:
        yield words(language, vi="Điểm", en="Score"), decimal(pair.score, language, 6)
        judged = words(
            language,
            vi=f"{pair.rank} trong {pair.judged_units} đơn vị được đánh giá ({pair.units} đơn vị)",
            en=f"{pair.rank} of {pair.judged_units} units that are judged ({pair.units} units)",
        )
        yield words(language, vi="Hạng", en="Rank"), judged
        yield words(language, vi="Bằng chứng", en="Evidence"), GRADE[pair.grade].in_language(language)
        yield words(language, vi="Mức tham gia", en="Participation score"), decimal(pair.participation, language, 6)
        yield words(language, vi="Đóng góp", en="Contribution"), decimal(pair.contribution, language, 6)
    yield words(language, vi="Độ phủ số liệu", en="Data coverage"), decimal(pair.coverage, language, 2)


def _loss(pair: PairReason, language: Language) -> str:
    """Return what a pair is worth, or that it must or cannot be in a plan."""
    if pair.loss is not None:
        return loss_in_words(pair.loss, language)
    if pair.selected:
        return words(language, vi="mọi phương án đều phải có", en="every plan has it")
    return words(language, vi="không phương án nào có thể có", en="no plan can have it")


def _score(explanation: Explanation, language: Language) -> Iterator[RenderableType]:
    """Yield the components and the indicators of a score."""
    grid = table(
        words(language, vi="Thành phần của điểm", en="Components of the score"),
        [
            words(language, vi="Thành phần, chỉ tiêu", en="Component, indicator"),
            words(language, vi="Giá trị", en="Value"),
            words(language, vi="Chuẩn hóa", en="Normalised"),
            words(language, vi="Trọng số", en="Weight"),
            words(language, vi="Trạng thái", en="Status"),
            words(language, vi="Năm", en="Year"),
            words(language, vi="Nguồn", en="Source"),
            words(language, vi="Tin cậy", en="Confidence"),
        ],
        right=[1, 2, 3],
    )
    for component in explanation.components:
        title = _of(component.title_vi, component.title_en, language)
        value = "–" if component.value is None else decimal(component.value, language, 3)
        grid.add_row(title, "", value, decimal(component.redistributed_weight, language, 3), style="bold")
        for part in explanation.indicators:
            if part.component == component.component:
                grid.add_row(
                    f"  {_of(part.title_vi, part.title_en, language)}",
                    "–" if part.value is None else f"{part.value:g}",
                    "–" if part.normalised is None else decimal(part.normalised, language, 3),
                    decimal(part.redistributed_weight, language, 3),
                    VALUE_STATUS[part.status].in_language(language),
                    part.year,
                    textwrap.shorten(part.source, _LONGEST_SOURCE, placeholder="…"),
                    part.confidence,
                )
    yield grid


def _missing(missing: Iterable[MissingIndicator], language: Language) -> Iterator[RenderableType]:
    """Yield what is missing to judge, and which office has it."""
    parts = list(missing)
    if not parts:
        return
    grid = table(
        words(language, vi="Còn thiếu để đánh giá", en="What is missing to judge"),
        [
            words(language, vi="Chỉ tiêu", en="Indicator"),
            words(language, vi="Trạng thái", en="Status"),
            words(language, vi="Tăng độ phủ", en="Adds to coverage"),
            words(language, vi="Công nghệ", en="Technologies"),
            words(language, vi="Nơi có số liệu", en="Who has it"),
        ],
        right=[2],
    )
    unknown = words(language, vi="chưa rõ", en="not known")
    for part in parts:
        grid.add_row(
            _of(part.title_vi, part.title_en, language),
            VALUE_STATUS[part.status].in_language(language),
            decimal(part.coverage_gain, language, 3),
            ", ".join(part.technologies),
            _of(part.holder_vi, part.holder_en, language) or unknown,
        )
    yield grid


def _of(vi: str, en: str, language: Language) -> str:
    """Return one of two texts."""
    return Text(vi=vi, en=en).in_language(language)
