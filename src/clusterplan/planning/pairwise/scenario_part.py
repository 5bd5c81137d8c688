"""Write the weights as a short scenario that extends the one they were made for."""

from __future__ import annotations

from pathlib import Path

import yaml

from clusterplan.errors import DataError, Fault, UsageError
from clusterplan.language import Text
from clusterplan.planning.pairwise.answer import PairInDoubt, PairwiseWeighing, as_answer
from clusterplan.planning.scenarios import bundled_scenarios
from clusterplan.publishing.texts import decimal
from clusterplan.scenario import Scenario

__all__ = ["write_scenario_part"]


def write_scenario_part(
    answer: PairwiseWeighing, scenario: Scenario, name_or_path: str, path: Path, *, accept_inconsistent: bool = False
) -> Path:
    """Write a scenario file that extends the scenario and gives the new weights.

    Parameters
    ----------
    answer
        The weights.
    scenario
        The scenario that they are for.
    name_or_path
        How it was named: a bundled scenario, or a file in the folder of the new one.
    path
        The ``.yaml`` file to write, which must not exist; its stem becomes the id.
    accept_inconsistent
        Whether weights are written although the comparisons contradict one another.

    Returns
    -------
    pathlib.Path
        The file.

    Raises
    ------
    DataError
        If the comparisons are not consistent; with the one to ask again.
    UsageError
        If the file exists, or cannot extend the scenario from where it is.
    """
    if not answer.is_consistent and not accept_inconsistent:
        raise DataError(_contradictory(answer), [_to_ask_again(answer)])
    parent = _parent(name_or_path, path)
    if path.exists() or path.suffix not in (".yaml", ".yml"):
        what = Text(vi="tệp đã có, hoặc tên không kết thúc bằng .yaml.", en="it exists, or does not end in .yaml.")
        raise UsageError(
            Text(vi="Không ghi được kịch bản.", en="The scenario cannot be written."), [Fault(str(path), what)]
        )
    path.write_text(_text(answer, scenario, parent, path.stem), encoding="utf-8")
    return path


def _parent(name_or_path: str, path: Path) -> str:
    if name_or_path in bundled_scenarios():
        return name_or_path
    found = Path(name_or_path)
    if found.resolve().parent != path.resolve().parent:
        what = Text(
            vi=f"phải ở cùng thư mục với {found.name}, vì kịch bản chỉ mở rộng tệp cùng thư mục.",
            en=f"it has to be in the folder of {found.name}: a scenario extends files of its own folder.",
        )
        raise UsageError(
            Text(vi="Không ghi được kịch bản.", en="The scenario cannot be written."), [Fault(str(path), what)]
        )
    return found.name


def _text(answer: PairwiseWeighing, scenario: Scenario, parent: str, name: str) -> str:
    field = "component" if answer.compares == "components" else "indicator"
    verdict = "consistent" if answer.is_consistent else "NOT consistent, accepted all the same"
    content = {
        "extends": parent,
        "id": name,
        "title_vi": f"{scenario.title_vi} (trọng số từ so sánh cặp)",
        "title_en": f"{scenario.title_en} (weights from pairwise comparisons)",
        "score": {f"{field}_weight_by_technology": answer.weight_by_technology},
    }
    return (
        f"# Weights from the pairwise comparisons (AHP) in {answer.file}.\n"
        f"# Consistency ratio {answer.consistency_ratio:.3f}, at most {answer.ratio_at_most:.2f}: {verdict}.\n"
        + yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    )


def _contradictory(answer: PairwiseWeighing) -> Text:
    ratio, most = answer.consistency_ratio, answer.ratio_at_most
    return Text(
        vi=f"Các so sánh mâu thuẫn nhau: tỷ số nhất quán {decimal(ratio, 'vi', 2)}, tối đa {decimal(most, 'vi', 2)}.",
        en=f"The comparisons contradict one another: consistency ratio {ratio:.2f}, at most {most:.2f}.",
    )


def _to_ask_again(answer: PairwiseWeighing) -> Fault:
    worst, repair = answer.most_inconsistent, answer.best_repair
    assert worst is not None  # comparisons that do not agree have one
    said, whole = as_answer(worst.said), as_answer(worst.other)
    what = Text(
        vi=f"lệch nhất: được trả lời là {said}, toàn bộ các câu trả lời cho thấy {whole}.",
        en=f"is farthest off: the answer is {said}, all answers together say {whole}.",
    )
    return Fault(f"{answer.file}, {worst.first} / {worst.second}", what, None if repair is None else _advice(repair))


def _advice(repair: PairInDoubt) -> Text:
    pair, other, said = f"{repair.first} / {repair.second}", as_answer(repair.other), as_answer(repair.said)
    return Text(
        vi=f"Hỏi lại {pair}: nếu là {other} thay vì {said}, tỷ số còn {decimal(repair.ratio, 'vi', 2)}. "
        "Hoặc dùng --accept-inconsistent.",
        en=f"Ask {pair} again: {other} in place of {said} brings the ratio to {decimal(repair.ratio, 'en', 2)}. "
        "Or use --accept-inconsistent.",
    )
