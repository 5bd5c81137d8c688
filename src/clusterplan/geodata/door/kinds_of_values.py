"""Kinds of fault of fields, ids, numbers and texts."""

from __future__ import annotations

from clusterplan.geodata.door.kind import Kind, by_code
from clusterplan.language import Text

__all__ = ["OF_VALUES"]

OF_VALUES = by_code(
    Kind(
        "field-missing",
        Text(vi="thiếu trường bắt buộc", en="a required field is missing"),
        Text(
            vi="Nếu trường có tên khác trong tệp: --rename TÊN_TRONG_TỆP={field}.{near}",
            en="If the file has it under another name: --rename NAME_IN_FILE={field}.{near}",
        ),
    ),
    Kind(
        "field-absent",
        Text(vi="không có trường này; sẽ để trống", en="this field is absent; it will be empty"),
        severity="warning",
    ),
    Kind(
        "field-unknown",
        Text(vi="trường không có trong sổ đăng ký", en="the register does not know this field"),
        Text(
            vi="Đổi tên bằng --rename {field}=TÊN, hoặc bỏ bằng --repair drop-fields.{near}",
            en="Rename it with --rename {field}=NAME, or leave it out with --repair drop-fields.{near}",
        ),
        repair="drop-fields",
    ),
    Kind(
        "value-missing",
        Text(vi="thiếu giá trị bắt buộc", en="a required value is missing"),
        Text(vi="Thiếu không phải là 0.", en="Missing is not zero."),
    ),
    Kind("value-type", Text(vi="{value} không phải là {wanted}", en="{value} is not {wanted}")),
    Kind(
        "value-allowed",
        Text(
            vi="{value} không được phép; cho phép: {allowed}.{near}",
            en="{value} is not allowed; allowed: {allowed}.{near}",
        ),
    ),
    Kind(
        "value-token",
        Text(
            vi="{value} là ký hiệu của ô thiếu, không phải giá trị",
            en="{value} is a sign for missing and not a value",
        ),
        Text(
            vi="Hãy để ô trống, hoặc thêm --repair blank-tokens.",
            en="Leave the cell empty, or add --repair blank-tokens.",
        ),
        repair="blank-tokens",
    ),
    Kind(
        "value-expert",
        Text(
            vi="giá trị chuyên gia, nhưng nguồn {value} không nêu tên chuyên gia, hoặc độ tin cậy không phải low",
            en="an expert's value, but its source {value} names no expert, or its confidence is not low",
        ),
        Text(
            vi="Điền mẫu của clusterplan layers wanted rồi dùng layers fill: mẫu hỏi họ tên, tổ chức, ngày và "
            "phương pháp.",
            en="Fill in the form of clusterplan layers wanted and use layers fill: it asks for name, organisation, "
            "date and method.",
        ),
    ),
    Kind(
        "value-not-finite",
        Text(vi="{value} không phải số hữu hạn", en="{value} is not a finite number"),
    ),
    Kind(
        "number-comma",
        Text(vi="{value} dùng dấu phẩy thập phân", en="{value} has a decimal comma"),
        Text(vi="Hãy dùng dấu chấm, hoặc khai báo --decimal comma.", en="Use a point, or declare --decimal comma."),
    ),
    Kind(
        "number-thousands",
        Text(vi="{value} có dấu phân cách hàng nghìn", en="{value} has thousands separators"),
        Text(
            vi="Hãy bỏ chúng, hoặc khai báo --decimal {decimal}.", en="Take them out, or declare --decimal {decimal}."
        ),
    ),
    Kind(
        "number-ambiguous",
        Text(vi="{value} có thể là {small} hoặc {large}", en="{value} may be {small} or {large}"),
        Text(vi="Hãy khai báo --decimal comma hoặc point.", en="Declare --decimal comma or point."),
    ),
    Kind(
        "number-unit",
        Text(
            vi="{value} có đơn vị đo trong ô",
            en="{value} has a unit of measurement in the cell",
        ),
        Text(vi="Chỉ ghi số; đơn vị là {unit}.", en="Write the number alone; the unit is {unit}."),
    ),
    Kind(
        "number-range",
        Text(
            vi="{value} ngoài khoảng [{low}, {high}] {unit}",
            en="{value} is outside [{low}, {high}] {unit}",
        ),
    ),
    Kind(
        "number-percent",
        Text(
            vi="{value} ngoài [0, 1] và nằm trong [0, 100]: có vẻ là phần trăm, cần tỷ lệ",
            en="{value} is outside [0, 1] and inside [0, 100]: it looks like a percentage where a share is wanted",
        ),
        Text(vi="Hãy chia cột này cho 100.", en="Divide this column by 100."),
    ),
    Kind(
        "number-outlier",
        Text(
            vi="{value} lệch hơn 100 lần so với {other} ({against})",
            en="{value} is more than 100 times away from {other} ({against})",
        ),
        Text(vi="Kiểm tra đơn vị đo: cột cần {unit}.", en="Look at the unit of measurement: the column wants {unit}."),
        severity="warning",
    ),
    Kind("id-missing", Text(vi="thiếu mã", en="the id is missing")),
    Kind("id-duplicate", Text(vi="mã {value} lặp lại ở các dòng {rows}", en="the id {value} stands in rows {rows}")),
    Kind("pair-itself", Text(vi="{value} ghép với chính nó", en="{value} is paired with itself")),
    Kind(
        "id-number",
        Text(vi="mã {value} là số, không phải văn bản", en="the id {value} is a number and not text"),
        Text(
            vi="Số làm mất số 0 ở đầu. Hãy ghi mã dạng văn bản{padded}.",
            en="A number loses its leading zeros. Write ids as text{padded}.",
        ),
        repair="pad-codes",
    ),
    Kind(
        "id-unpadded",
        Text(
            vi="mã {value} thiếu số 0 ở đầu: các mã đang dùng có {width} chữ số",
            en="the id {value} lacks leading zeros: the ids in use have {width} digits",
        ),
        Text(vi="Có phải {near}? Thêm --repair pad-codes.", en="Is it {near}? Add --repair pad-codes."),
        repair="pad-codes",
    ),
    Kind(
        "id-scientific",
        Text(
            vi="mã {value} đã bị bảng tính đổi sang dạng số mũ",
            en="a spreadsheet turned the id {value} into an exponent",
        ),
        Text(vi="Mã gốc đã mất; hãy lấy lại từ nguồn.", en="The id is lost; take it from the source again."),
    ),
    Kind(
        "id-unknown",
        Text(vi="{value} không có trong {layer}.{near}", en="{value} does not exist in {layer}.{near}"),
    ),
    Kind(
        "unit-vintage",
        Text(vi="mốc của mã đơn vị: {place}{said}", en="the vintage of unit codes: {place}{said}"),
        Text(
            vi="Hãy khai báo mốc của mã trong tệp: --unit-vintage {wanted}, hoặc mốc khác nếu đúng vậy.",
            en="Say of which vintage the file's codes are: --unit-vintage {wanted}, or another if that is so.",
        ),
    ),
    Kind(
        "ids-lacking",
        Text(
            vi="lớp hiện có còn các mã không có trong tệp: {ids}",
            en="the present layer has ids that the file lacks: {ids}",
        ),
        severity="warning",
    ),
    Kind(
        "ids-new",
        Text(
            vi="tệp có các mã mà lớp hiện có không có: {ids}",
            en="the file has ids that the present layer lacks: {ids}",
        ),
        severity="warning",
    ),
    Kind(
        "row-duplicate",
        Text(vi="giống hệt dòng {other}", en="is exactly the same as row {other}"),
        None,
        "error",
        "drop-duplicates",
    ),
    Kind(
        "row-total",
        Text(vi="có vẻ là dòng tổng cộng: {value}", en="looks like a row of totals: {value}"),
        Text(vi="Hãy xóa dòng này, hoặc thêm --repair drop-totals.", en="Delete the row, or add --repair drop-totals."),
        repair="drop-totals",
    ),
    Kind(
        "name-duplicate",
        Text(vi="tên {value} lặp lại ở các dòng {rows}", en="the name {value} stands in rows {rows}"),
        severity="warning",
    ),
    Kind(
        "text-blanks",
        Text(vi="{value} có khoảng trắng ở đầu hoặc cuối", en="{value} begins or ends with a blank"),
        Text(vi="Hãy bỏ chúng, hoặc thêm --repair trim.", en="Take them out, or add --repair trim."),
        repair="trim",
    ),
    Kind(
        "text-control",
        Text(
            vi="{value} có ký tự điều khiển hoặc ký tự ẩn {sign}",
            en="{value} has the control or hidden character {sign}",
        ),
    ),
    Kind(
        "text-long",
        Text(vi="văn bản có {count} ký tự, cho phép {most}", en="the text has {count} characters, {most} are allowed"),
    ),
    Kind(
        "text-formula",
        Text(
            vi="{value} bắt đầu như công thức của bảng tính",
            en="{value} begins like a formula of a spreadsheet",
        ),
        Text(
            vi="Văn bản không được bắt đầu bằng = + - @ hay phím tab.",
            en="A text must not begin with = + - @ or a tab.",
        ),
    ),
    Kind(
        "text-mojibake",
        Text(
            vi="{value} là văn bản UTF-8 bị đọc sai bảng mã; có thể là {near}",
            en="{value} is UTF-8 that was read in another encoding; it may be {near}",
        ),
        Text(
            vi="Hãy xuất lại từ nguồn ở dạng UTF-8.",
            en="Export it from its source again as UTF-8.",
        ),
    ),
    Kind(
        "text-replacement",
        Text(
            vi="{value} có ký tự thay thế: chữ gốc đã mất",
            en="{value} holds replacement characters: letters are lost",
        ),
        Text(vi="Hãy xuất lại từ nguồn ở dạng UTF-8.", en="Export it from its source again as UTF-8."),
    ),
    Kind(
        "text-normal-form",
        Text(
            vi="văn bản không ở dạng Unicode NFC và đã được đưa về NFC, ví dụ {value}",
            en="text is not in Unicode normal form C and was brought to it, for example {value}",
        ),
        severity="warning",
    ),
)
"""Kinds by code."""
