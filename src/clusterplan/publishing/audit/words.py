"""The sentences of the audit's page."""

from __future__ import annotations

from collections.abc import Mapping

from clusterplan.language import Text

__all__ = ["KINDS", "LEVELS", "METHODS", "SOURCES", "WORDS"]

LEVELS = {
    "wrong": Text(vi="Không ổn", en="Not in order"),
    "watch": Text(vi="Cần lưu ý", en="Take care"),
    "fine": Text(vi="Ổn", en="In order"),
}
METHODS = {
    "goalposts": Text(vi="Hai ngưỡng", en="Goalposts"),
    "z_score": Text(vi="Điểm z", en="z-score"),
    "rank": Text(vi="Thứ hạng", en="Rank"),
    "target": Text(vi="Theo mục tiêu", en="Target"),
    "topsis": Text(vi="TOPSIS", en="TOPSIS"),
    "vikor": Text(vi="VIKOR", en="VIKOR"),
    "edas": Text(vi="EDAS", en="EDAS"),
}
KINDS = {
    "high_high": Text(vi="cao giữa vùng cao", en="high among high"),
    "low_high": Text(vi="thấp giữa vùng cao", en="low among high"),
    "low_low": Text(vi="thấp giữa vùng thấp", en="low among low"),
    "high_low": Text(vi="cao giữa vùng thấp", en="high among low"),
}
WORDS: Mapping[str, Text] = {
    "title": Text(vi="Kiểm tra điểm lợi thế", en="Audit of the advantage scores"),
    "language": Text(vi="Ngôn ngữ", en="Language"),
    "lead": Text(
        vi="Trang này kiểm tra điểm lợi thế vùng như kiểm tra một chỉ số tổng hợp, theo các bước của OECD và Trung tâm "
        "nghiên cứu chung (JRC) của Uỷ ban châu Âu. Điểm không phải là phán quyết về một địa phương.",
        en="This page audits the scores of regional advantage as a composite indicator, after the steps of the OECD "
        "and the European Commission's Joint Research Centre (JRC). A score is never a verdict on a place.",
    ),
    "contents": Text(vi="Nội dung", en="Contents"),
    "findings": Text(vi="Điều cần biết trước", en="What to know first"),
    "coverage": Text(vi="Biết được bao nhiêu", en="How much is known"),
    "coverage_note": Text(
        vi="Độ phủ là phần trọng số dựa vào số liệu, tính theo chất lượng của số liệu. Dưới ngưỡng thì không cho điểm.",
        en="Coverage is the part of the weight that rests on data, counted by their quality. Below the floor there "
        "is no score.",
    ),
    "indicators": Text(vi="Các chỉ tiêu phân bố ra sao", en="How the indicators are distributed"),
    "indicators_note": Text(
        vi="Cột: số giá trị trong mười khoảng bằng nhau, từ nhỏ nhất đến lớn nhất, trên thang dùng để tính điểm.",
        en="Columns: values in ten equal classes from the smallest to the largest, on the scale on which they are "
        "weighed.",
    ),
    "pairs": Text(vi="Các chỉ tiêu có nói cùng một điều không", en="Do the indicators say the same"),
    "pairs_note": Text(
        vi="Tương quan hạng Spearman giữa các chỉ tiêu của đơn vị; càng lớn càng tốt ở mọi chỉ tiêu. Từ 0,92 là "
        "trùng nhau. Dấu – : dưới mười đơn vị có cả hai, hoặc mọi giá trị như nhau.",
        en="Spearman's rank correlation between indicators of units, turned so that more is better. From 0.92 two of "
        "them are redundant. A dash: fewer than ten units have both, or all values are alike.",
    ),
    "with_scores": Text(vi="Chỉ tiêu nào quyết định điểm", en="Which indicator shows in the scores"),
    "with_scores_note": Text(
        vi="Tương quan hạng của từng chỉ tiêu với điểm thuần, kèm trọng số ở dòng dưới. Chỉ tiêu có trọng số lớn mà "
        "tương quan gần 0 hoặc âm thì không làm điều nó được kỳ vọng.",
        en="Rank correlation of each indicator with the plain score; below it its weight. One that weighs much and "
        "correlates with nothing, or negatively, does not do what it is there for.",
    ),
    "methods": Text(vi="Phương pháp khác có cho cùng thứ hạng không", en="Do other methods give the same order"),
    "methods_note": Text(
        vi="Tương quan hạng Spearman (và tau của Kendall) giữa điểm và từng phương pháp; dòng dưới là với điểm "
        "thuần, trước khi so với trung bình của đơn vị và của công nghệ. Chỉ các đơn vị có đủ mọi chỉ tiêu tham gia: "
        "thiếu không bao giờ được tính là 0.",
        en="Spearman's rank correlation (and Kendall's tau) between the score and each method; below it with the "
        "plain score, before units and technologies are compared with their means. Only units with every indicator "
        "take part: missing is never counted as zero.",
    ),
    "compared": Text(vi="Đơn vị đủ số liệu / có điểm", en="Units complete / scored"),
    "weights": Text(vi="Trọng số nào quan trọng", en="Which weight matters"),
    "weights_note": Text(
        vi="Bỏ từng chỉ tiêu một: mỗi đơn vị đổi trung bình bao nhiêu bậc trong cùng công nghệ.",
        en="Indicators left out one by one: by how many ranks a unit moves within a technology, on average.",
    ),
    "components_note": Text(
        vi="Đổi trọng số từng thành phần trong biên độ ±{}: phần biến động của thứ hạng do mỗi trọng số (chỉ số "
        "Sobol tổng).",
        en="The weight of each component varied by ±{}: its part in the variance of the order (total Sobol index).",
    ),
    "unchanged": Text(vi="không đổi", en="no change"),
    "neighbours": Text(vi="Đơn vị liền kề có giống nhau không", en="Are neighbours alike"),
    "neighbours_note": Text(
        vi="Chỉ số I của Moran trên các đơn vị chung ranh giới; p hai phía từ {} hoán vị có hạt giống, điều chỉnh "
        "theo số công nghệ (Benjamini–Hochberg). Đơn vị không có láng giềng được chấm điểm, như đảo, không tham gia.",
        en="Moran's I over units that share a border; two-sided p from {} seeded permutations, adjusted for the "
        "number of technologies (Benjamini and Hochberg). Units without a scored neighbour, such as islands, stay "
        "out.",
    ),
    "scores": Text(vi="Các đơn vị đứng đầu", en="The first units"),
    "scores_note": Text(
        vi="Tám đơn vị có điểm cao nhất của mỗi công nghệ. Vạch ngang là khoảng chứa {} các lần rút ngẫu nhiên "
        "trọng số, ngưỡng, giá trị ước tính và sai số của số liệu (có hạt giống).",
        en="The eight units with the highest scores in each technology. The line holds {} of the seeded "
        "draws of weights, goalposts, imputed values and errors of the data.",
    ),
    "sources": Text(vi="Phương pháp và tài liệu", en="Methods and sources"),
    "inputs": Text(vi="Dữ liệu đã dùng (SHA-256)", en="Data that were used (SHA-256)"),
    "technology": Text(vi="Công nghệ", en="Technology"),
    "scored": Text(vi="Có điểm", en="Scored"),
    "withheld": Text(vi="Chưa thể đánh giá", en="Not judged"),
    "grades": Text(vi="Bằng chứng cao / trung bình / thấp", en="Evidence high / medium / low"),
    "mean_coverage": Text(vi="Độ phủ bình quân", en="Mean coverage"),
    "expert": Text(vi="Hiểu biết chung", en="General knowledge"),
    "indicator": Text(vi="Chỉ tiêu", en="Indicator"),
    "component": Text(vi="Thành phần", en="Component"),
    "values": Text(vi="giá trị", en="values"),
    "missing": Text(vi="thiếu", en="missing"),
    "range": Text(vi="nhỏ nhất / trung vị / lớn nhất", en="least / median / most"),
    "skewness": Text(vi="độ lệch", en="skewness"),
    "at_goalposts": Text(vi="ở ngưỡng dưới / trên", en="at lower / upper goalpost"),
    "weight": Text(vi="trọng số", en="weight"),
    "mean_shift": Text(vi="Số bậc đổi, bình quân", en="Ranks moved, mean"),
    "largest_shift": Text(vi="Nhiều nhất", en="Most"),
    "lost": Text(vi="Cặp không còn đánh giá được", en="Pairs no longer judged"),
    "total": Text(vi="Chỉ số Sobol tổng", en="Total Sobol index"),
    "alone": Text(vi="Riêng nó", en="Alone"),
    "units": Text(vi="Đơn vị", en="Units"),
    "statistic": Text(vi="I của Moran", en="Moran's I"),
    "p": Text(vi="p (đã điều chỉnh)", en="p (adjusted)"),
    "outside": Text(vi="Không tham gia", en="Stay out"),
    "unscored": Text(vi="chưa có điểm", en="not scored"),
    "alone_unit": Text(vi="không có láng giềng", en="no neighbour"),
    "stand_out": Text(vi="Đơn vị nổi bật", en="Units that stand out"),
    "nobody": Text(vi="không có", en="none"),
    "table": Text(vi="Bảng", en="Table"),
}

SOURCES = (
    "OECD, European Commission, Joint Research Centre (2008), Handbook on Constructing Composite Indicators: "
    "Methodology and User Guide, OECD Publishing.",
    "M. Saisana, A. Saltelli, S. Tarantola (2005), Uncertainty and sensitivity analysis techniques as tools for the "
    "quality assessment of composite indicators, Journal of the Royal Statistical Society A 168, 307–323.",
    "P. Paruolo, M. Saisana, A. Saltelli (2013), Ratings and rankings: voodoo or science?, Journal of the Royal "
    "Statistical Society A 176, 609–634.",
    "C. L. Hwang, K. Yoon (1981), Multiple Attribute Decision Making (TOPSIS). S. Opricovic, G.-H. Tzeng (2004), "
    "European Journal of Operational Research 156, 445–455 (VIKOR). M. Keshavarz Ghorabaee et al. (2015), "
    "Informatica 26, 435–451 (EDAS). Computed with pymcdm.",
    "L. Anselin (1995), Local indicators of spatial association, Geographical Analysis 27, 93–115. Y. Benjamini, Y. "
    "Hochberg (1995), Journal of the Royal Statistical Society B 57, 289–300. Computed with esda.",
    "I. M. Sobol (2001), Mathematics and Computers in Simulation 55, 271–280; A. Saltelli et al. (2010), Computer "
    "Physics Communications 181, 259–270. Computed with SALib.",
)
