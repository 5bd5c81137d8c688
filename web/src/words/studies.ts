/** Words about what a plan withstands: two plans side by side, drawn data, near-optimal plans, the front of two aims. */
export const VI_STUDIES = {
  compare_map: "Bản đồ cho thấy",
  compare_by_difference: "Khác biệt",
  compare_by_swipe: "Hai phương án cạnh nhau",
  swipe_line: "Đường phân chia hai phương án",
  swipe_where: "Bên trái {left}, bên phải {right} bản đồ",
  swipe_help:
    "Bên trái đường phân chia là phương án đang xem, bên phải là phương án kia. Kéo nút tròn, hoặc dùng phím mũi tên.",
};

export const EN_STUDIES: Record<keyof typeof VI_STUDIES, string> = {
  compare_map: "The map shows",
  compare_by_difference: "What differs",
  compare_by_swipe: "Both plans side by side",
  swipe_line: "Line between the two plans",
  swipe_where: "Left {left}, right {right} of the map",
  swipe_help: "Left of the line is this plan, right of it the other one. Drag the round handle, or use the arrow keys.",
};
