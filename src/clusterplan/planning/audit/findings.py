"""What an audit means, in plain words: each check is a function with its threshold and where that comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from statistics import median
from typing import Literal

from clusterplan.domain import Grade, ValueStatus
from clusterplan.language import Language
from clusterplan.planning.audit.autocorrelation import SIGNIFICANT
from clusterplan.publishing.audit.answer import Finding, MethodAgreement, ScoreAudit
from clusterplan.publishing.texts import decimal

__all__ = ["findings_of"]

type Level = Literal["wrong", "watch", "fine"]

_REDUNDANT = 0.92
"""Rank correlation from which two indicators say the same (Joint Research Centre, audits of composite indicators)."""
_SKEWED, _PEAKED = 2.0, 3.5
"""Skewness and excess kurtosis that together tell outliers (the same audits)."""
_OFTEN = 0.25
_HALF = 0.5
_WEIGHTY = 0.1
"""Weight from which an indicator ought to show in the order of the units."""
_SAME_ORDER, _OTHER_ORDER = 0.9, 0.7
"""Median rank correlations: above the first, methods agree; below the second, the order is another one."""
_FEW_UNITS = 10
_ORDER: tuple[Level, ...] = ("wrong", "watch", "fine")


def findings_of(audit: ScoreAudit) -> tuple[Finding, ...]:
    """Return what a reader should know.

    Parameters
    ----------
    audit
        The numbers.

    Returns
    -------
    tuple of Finding
        The worst first, each with its numbers.
    """
    found = [finding for check in _CHECKS for finding in check(audit)]
    return tuple(sorted(found, key=lambda one: _ORDER.index(one.level)))


def _withheld(audit: ScoreAudit) -> Iterator[Finding]:
    pairs = sum(one.scored + one.withheld for one in audit.technologies)
    withheld = sum(one.withheld for one in audit.technologies)
    where = _listed(f"{one.id} ({one.withheld})" for one in audit.technologies if one.withheld)
    if withheld:
        yield Finding(
            code="withheld",
            level="watch",
            vi=f"{withheld} trên {pairs} cặp đơn vị – công nghệ chưa thể đánh giá vì biết quá ít: {where}. "
            "Chưa thể đánh giá không có nghĩa là yếu.",
            en=f"{withheld} of {pairs} pairs of unit and technology cannot be judged because too little is known: "
            f"{where}. Not judged does not mean weak.",
        )
    else:
        yield Finding(
            code="withheld", level="fine", vi=f"Cả {pairs} cặp đều được chấm điểm.", en=f"All {pairs} pairs are scored."
        )


def _graded_low(audit: ScoreAudit) -> Iterator[Finding]:
    scored = sum(one.scored for one in audit.technologies)
    low = sum(one.grades.get(Grade.LOW, 0) for one in audit.technologies)
    if scored:
        share = low / scored
        yield Finding(
            code="low_grade",
            level="wrong" if share > _HALF else "watch" if share > _OFTEN else "fine",
            vi=f"{low} trên {scored} điểm ({share:.0%}) có bằng chứng mức thấp.",
            en=f"{low} of {scored} scores ({share:.0%}) rest on evidence of low grade.",
        )


def _expert(audit: ScoreAudit) -> Iterator[Finding]:
    many = [one for one in audit.technologies if one.expert is not None and one.expert > _OFTEN]
    if many:
        ordered = sorted(many, key=lambda one: -(one.expert or 0.0))
        listed = _listed(f"{one.id} ({one.expert or 0.0:.0%})" for one in ordered)
        yield Finding(
            code="expert",
            level="watch",
            vi=f"Hơn một phần tư trọng số dựa vào hiểu biết chung của người lập bảng, không phải nguồn: {listed}.",
            en="More than a quarter of the weight rests on the compiler's general knowledge, not on a source: "
            f"{listed}.",
        )


def _missing(audit: ScoreAudit) -> Iterator[Finding]:
    for one in audit.indicators:
        share = one.missing / (one.values + one.missing)
        if share > _HALF:
            yield Finding(
                code="missing",
                level="wrong",
                vi=f"{one.title_vi}: thiếu {one.missing} trên {one.values + one.missing} giá trị.",
                en=f"{one.title_en}: {one.missing} of {one.values + one.missing} values are missing.",
            )


def _stand_ins(audit: ScoreAudit) -> Iterator[Finding]:
    for one in audit.indicators:
        imputed = one.statuses.get(ValueStatus.IMPUTED.value, 0)
        if imputed > _HALF * one.values:
            yield Finding(
                code="imputed",
                level="wrong",
                vi=f"{one.title_vi}: {imputed} trên {one.values} giá trị là ước tính thay thế, chưa phải số liệu.",
                en=f"{one.title_en}: {imputed} of {one.values} values are imputed, not measured.",
            )


def _redundant(audit: ScoreAudit) -> Iterator[Finding]:
    titles_vi = {one.id: one.title_vi for one in audit.indicators}
    titles_en = {one.id: one.title_en for one in audit.indicators}
    together = {(one.technology, one.indicator) for one in audit.in_technologies}
    for pair in audit.pairs:
        if pair.spearman is not None and abs(pair.spearman) >= _REDUNDANT:
            both = [k.id for k in audit.technologies if {(k.id, pair.first), (k.id, pair.second)} <= together]
            if both:
                yield Finding(
                    code="redundant",
                    level="watch",
                    vi=f"{titles_vi[pair.first]} và {titles_vi[pair.second]} gần như nói cùng một điều (tương quan "
                    f"hạng {decimal(pair.spearman, 'vi')}) và cùng được tính trong {_listed(both)}.",
                    en=f"{titles_en[pair.first]} and {titles_en[pair.second]} say nearly the same (rank correlation "
                    f"{decimal(pair.spearman, 'en')}) and both count in {_listed(both)}.",
                )


def _contrary(audit: ScoreAudit) -> Iterator[Finding]:
    against = [
        one
        for one in audit.in_technologies
        if one.weight >= _WEIGHTY and one.with_plain is not None and one.with_plain <= 0
    ]
    if against:
        vi, en = (
            _listed(_in_technology(one.indicator, one.technology, one.with_plain, lang) for one in against)
            for lang in _BOTH
        )
        yield Finding(
            code="contrary",
            level="wrong",
            vi=f"Có trọng số từ 0,1 mà đơn vị có chỉ tiêu cao không có điểm cao hơn: {vi}.",
            en=f"Weighs 0.1 or more, and yet units that have more of it score no higher: {en}.",
        )


def _lopsided(audit: ScoreAudit) -> Iterator[Finding]:
    if len(audit.indicator_weights) > 1:
        first, second = audit.indicator_weights[:2]
        if first.mean_shift > 2 * second.mean_shift or first.mean_shift > 1:
            titles = {one.id: one for one in audit.indicators}[first.indicator]
            yield Finding(
                code="lopsided",
                level="watch",
                vi=f"Thứ hạng phụ thuộc nhiều nhất vào một chỉ tiêu: {titles.title_vi}. Bỏ nó ra, mỗi đơn vị đổi "
                f"trung bình {decimal(first.mean_shift, 'vi', 1)} bậc, nhiều nhất "
                f"{decimal(first.largest_shift, 'vi', 0)} bậc.",
                en=f"The order hangs most on one indicator: {titles.title_en}. Without it a unit moves by "
                f"{decimal(first.mean_shift, 'en', 1)} ranks on average, by {decimal(first.largest_shift, 'en', 0)} "
                "at most.",
            )


def _normalising_and_joining(audit: ScoreAudit) -> Iterator[Finding]:
    """Hold other methods against the plain score: does the way of normalising and joining matter."""
    middles = _medians(audit.methods, lambda one: one.plain_spearman)
    other = {k: value for k, value in middles.items() if value < _SAME_ORDER}
    if middles and not other:
        least = min(middles.values())
        yield Finding(
            code="methods",
            level="fine",
            vi="Cách chuẩn hoá và cách gộp ít ảnh hưởng: thứ hạng theo điểm thuần và theo các phương pháp khác gần "
            f"như một (tương quan hạng, trung vị mỗi công nghệ từ {decimal(least, 'vi')}).",
            en="How values are normalised and joined matters little: plain scores and other methods give nearly one "
            f"order (rank correlation, median of each technology, from {decimal(least, 'en')}).",
        )
    elif other:
        vi, en = (_listed(f"{k} ({decimal(value, lang)})" for k, value in other.items()) for lang in _BOTH)
        yield Finding(
            code="methods",
            level="watch",
            vi=f"Cách chuẩn hoá và cách gộp có ảnh hưởng: phương pháp khác cho thứ hạng khác ở {vi}.",
            en=f"How values are normalised and joined matters: other methods order the units otherwise in {en}.",
        )


def _relative(audit: ScoreAudit) -> Iterator[Finding]:
    """Hold other methods against the score itself: what does the specialisation part do to the order."""
    middles = _medians(audit.methods, lambda one: one.spearman)
    other = {k: value for k, value in middles.items() if value < _OTHER_ORDER}
    if other and audit.relative > 0:
        vi, en = (_listed(f"{k} ({decimal(value, lang)})" for k, value in other.items()) for lang in _BOTH)
        yield Finding(
            code="relative",
            level="watch",
            vi=f"Phần chuyên môn hoá (relative {decimal(audit.relative, 'vi')}) tạo ra thứ hạng khác hẳn điểm thuần: "
            f"{vi}. Đó là lựa chọn chính sách, không phải kết quả đo; nên nói rõ khi trình.",
            en=f"The specialisation part (relative {decimal(audit.relative, 'en')}) makes another order than the plain "
            f"score: {en}. That is a choice of policy, not a measurement; say so when you present the scores.",
        )


def _few_compared(audit: ScoreAudit) -> Iterator[Finding]:
    few = {one.technology: one for one in audit.methods if one.units < _FEW_UNITS}
    told = {one.technology for one in audit.methods}
    listed = [f"{k} ({one.units}/{one.scored})" for k, one in few.items()]
    listed += [f"{one.id} (–)" for one in audit.technologies if one.id not in told]
    if listed:
        yield Finding(
            code="few_compared",
            level="watch",
            vi="Ít đơn vị có đủ mọi chỉ tiêu, nên đối chiếu phương pháp ở đó hầu như không nói lên điều gì: "
            f"{_listed(listed)}.",
            en="Few units have every indicator, so a comparison of methods says next to nothing there: "
            f"{_listed(listed)}.",
        )


def _clipped(audit: ScoreAudit) -> Iterator[Finding]:
    for one in audit.indicators:
        if not one.is_of_technology and max(one.at_floor, one.at_ceiling) > _OFTEN:
            yield Finding(
                code="clipped",
                level="watch",
                vi=f"{one.title_vi}: {one.at_floor:.0%} giá trị ở ngưỡng dưới, {one.at_ceiling:.0%} ở ngưỡng trên; ở "
                "đó các đơn vị không phân biệt được với nhau.",
                en=f"{one.title_en}: {one.at_floor:.0%} of the values lie at the lower goalpost, {one.at_ceiling:.0%} "
                "at the upper one; units cannot be told apart there.",
            )


def _outliers(audit: ScoreAudit) -> Iterator[Finding]:
    for one in audit.indicators:
        if one.skewness is None or one.kurtosis is None or one.is_of_technology:
            continue
        if abs(one.skewness) > _SKEWED and one.kurtosis > _PEAKED:
            yield Finding(
                code="outliers",
                level="watch",
                vi=f"{one.title_vi}: có giá trị ngoại lai (độ lệch {decimal(one.skewness, 'vi', 1)}, "
                f"độ nhọn {decimal(one.kurtosis, 'vi', 1)}).",
                en=f"{one.title_en}: there are outliers (skewness {decimal(one.skewness, 'en', 1)}, "
                f"kurtosis {decimal(one.kurtosis, 'en', 1)}).",
            )


def _neighbours(audit: ScoreAudit) -> Iterator[Finding]:
    told = [one for one in audit.spatial if one.p_adjusted is not None]
    alike = [one for one in told if (one.p_adjusted or 0) <= SIGNIFICANT]
    if alike:
        vi, en = (
            _listed(f"{one.technology} (I = {decimal(one.statistic or 0, lang)})" for one in alike) for lang in _BOTH
        )
        yield Finding(
            code="neighbours",
            level="watch",
            vi=f"Điểm của các đơn vị liền kề không độc lập với nhau ở {vi}.",
            en=f"Scores of neighbours are not independent of one another in {en}.",
        )
    elif told:
        yield Finding(
            code="neighbours",
            level="fine",
            vi=f"Không thấy tự tương quan không gian có ý nghĩa ở công nghệ nào trong {len(told)} công nghệ được xét.",
            en=f"No spatial autocorrelation that is significant in any of the {len(told)} technologies looked at.",
        )


_BOTH: tuple[Language, Language] = ("vi", "en")
_CHECKS: tuple[Callable[[ScoreAudit], Iterator[Finding]], ...] = (
    _graded_low,
    _stand_ins,
    _missing,
    _contrary,
    _withheld,
    _expert,
    _relative,
    _lopsided,
    _normalising_and_joining,
    _few_compared,
    _redundant,
    _clipped,
    _outliers,
    _neighbours,
)


def _medians(methods: Iterable[MethodAgreement], number: Callable[[MethodAgreement], float | None]) -> dict[str, float]:
    """Return the median over the methods of each technology in which enough units can be compared."""
    found: dict[str, list[float]] = {}
    for one in methods:
        value = number(one)
        if value is not None and one.units >= _FEW_UNITS:
            found.setdefault(one.technology, []).append(value)
    return {technology: median(values) for technology, values in found.items()}


def _in_technology(indicator: str, technology: str, value: float | None, language: Language) -> str:
    return f"{indicator} / {technology} ({decimal(value or 0.0, language)})"


def _listed(parts: Iterable[str]) -> str:
    return ", ".join(parts)
