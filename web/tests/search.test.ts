import { expect, test } from "vitest";
import type { Unit } from "../src/api/documents";
import { find, folded, mergedUnits, otherNames } from "../src/state/search";

const unit = (
  id: string,
  name_vi: string,
  name_en: string,
  aliases: string[] = [],
  former_names: string[] = [],
): Unit => ({ id, name_vi, name_en, aliases, former_names }) as unknown as Unit;

const UNITS = [
  unit("66", "Đắk Lắk", "Dak Lak", ["Phú Yên"]),
  unit(
    "79",
    "Thành phố Hồ Chí Minh",
    "Ho Chi Minh City",
    ["TP.HCM", "Bình Dương", "TPHCM", "Ba Ria Vung Tau", "Thanh pho Ho Chi Minh", "Bà Rịa - Vũng Tàu"],
    ["Thành phố Hồ Chí Minh", "Bình Dương", "Bà Rịa - Vũng Tàu"],
  ),
  unit("01", "Hà Nội", "Hanoi", ["HN"]),
  unit("24", "Bắc Ninh", "Bac Ninh", ["Bắc Giang"]),
];
const ids = (text: string) => find(UNITS, text).map(({ unit: found }) => found.id);

test("accents, case and composition do not matter", () => {
  expect(folded("Đắk  Lắk")).toBe("dak lak");
  expect(folded("Đắk Lắk".normalize("NFD"))).toBe("dak lak");
  for (const text of ["Đắk Lắk", "dak lak", "DAKLAK", "đăk"]) expect(ids(text)[0]).toBe("66");
});

test("a former name is found and said", () => {
  expect(find(UNITS, "ba ria")).toEqual([{ unit: UNITS[1], alias: "Ba Ria Vung Tau", isMerged: true }]);
  expect(find(UNITS, "brvt")[0]?.unit.id).toBe("79");
});

test("former units that were merged in are told apart from other names, each once", () => {
  const [, city] = UNITS;
  if (!city) throw new Error("no unit");
  expect(mergedUnits(city)).toEqual(["Bình Dương", "Bà Rịa - Vũng Tàu"]);
  expect(otherNames(city)).toEqual(["TP.HCM"]);
  expect(find(UNITS, "tphcm")[0]).toMatchObject({ isMerged: false });
});

test("the name itself comes before a former name, which comes before anything inside", () => {
  expect(ids("bắc")[0]).toBe("24");
  expect(ids("hn")[0]).toBe("01");
  expect(ids("01")).toEqual(["01"]);
});

test("nothing is guessed", () => {
  expect(ids("")).toEqual([]);
  expect(ids("xyzzy")).toEqual([]);
  expect(ids("?")).toEqual([]);
});
