import { describe, expect, it } from "vitest";
import type { CoreIndex, DecisionStatus, FocusSurvival, Front, FrontPoint } from "../src/api/studies";
import {
  changeOfUnits,
  filled,
  STATUSES,
  stabilityOfUnits,
  statusOfUnits,
  survivalOfUnits,
} from "../src/studies/fills";
import { csvOf, scaleOf } from "../src/studies/front";
import { changesBetween, pairsOf } from "../src/studies/pairs";

const before = pairsOf([
  { members: ["01", "02"], focuses: ["S01", "S02"] },
  { members: ["03"], focuses: ["S03"] },
]);
const after = pairsOf([
  { members: ["01", "04"], focuses: ["S02", "S05"] },
  { members: ["02"], focuses: ["S01", "S02"] },
]);

describe("what is different between two plans", () => {
  it("is told by unit, and what stays is left out", () => {
    expect(changesBetween(before, after)).toEqual([
      { unit: "01", gained: ["S05"], lost: ["S01"] },
      { unit: "03", gained: [], lost: ["S03"] },
      { unit: "04", gained: ["S02", "S05"], lost: [] },
    ]);
    expect(changesBetween(before, before)).toEqual([]);
  });

  it("colours units by what happens to them; those in no plan have no colour", () => {
    const kinds = changeOfUnits(before, changesBetween(before, after));
    expect(Object.fromEntries(kinds)).toEqual({ "01": "both", "02": "kept", "03": "lost", "04": "gained" });
  });
});

describe("a unit with several technologies", () => {
  const index = (unit: string, technology: string, stability: string, inPlan = true): CoreIndex =>
    ({ kind: "assignment", unit, technology, stability, in_plan: inPlan }) as CoreIndex;
  const status = (unit: string, technology: string, found: string): DecisionStatus =>
    ({ kind: "assignment", unit, technology, status: found }) as DecisionStatus;

  it("is as stable as the weakest that the plan gives it", () => {
    const indices = [
      index("01", "S01", "core"),
      index("01", "S02", "volatile"),
      index("02", "S01", "core"),
      index("02", "S03", "volatile", false),
    ];
    expect(Object.fromEntries(stabilityOfUnits(indices, ""))).toEqual({ "01": "volatile", "02": "core" });
    expect(Object.fromEntries(stabilityOfUnits(indices, "S03"))).toEqual({ "02": "volatile" });
  });

  it("is in every near-optimal plan if one of its technologies is; undecided is not never", () => {
    const statuses = [
      status("01", "S01", "never"),
      status("01", "S02", "must"),
      status("02", "S01", "never"),
      status("02", "S02", "undecided"),
    ];
    const found = statusOfUnits(statuses, "");
    expect(Object.fromEntries(found)).toEqual({ "01": "must", "02": "undecided" });
    expect(filled(found, STATUSES).get("01")).toBe(STATUSES.must);
    expect(Object.fromEntries(statusOfUnits(statuses, "S01"))).toEqual({ "01": "never", "02": "never" });
  });
});

describe("the units of a cluster", () => {
  const focus = (cluster: string, expert: string, costs: string): FocusSurvival =>
    ({ cluster, fate: { expert_values: expert, imputed_values: "survives", assumed_costs: costs } }) as FocusSurvival;
  const members = (cluster: string): string[] => (cluster === "C01" ? ["01", "02"] : ["03"]);
  const focuses = [
    focus("C01", "survives", "survives"),
    focus("C01", "not_asked", "lost"),
    focus("C02", "cannot_be_judged", "survives"),
  ];

  it("lose a focus if it is lost without any of three; what is not known is neither kept nor lost", () => {
    const found = Object.fromEntries(survivalOfUnits(focuses, members, ""));
    expect(found).toEqual({ "01": "lost", "02": "lost", "03": "open" });
  });

  it("are told apart by one thing that is left out", () => {
    const expert = Object.fromEntries(survivalOfUnits(focuses, members, "expert_values"));
    expect(expert).toEqual({ "01": "open", "02": "open", "03": "open" });
    const imputed = Object.fromEntries(survivalOfUnits(focuses, members, "imputed_values"));
    expect(imputed).toEqual({ "01": "survives", "02": "survives", "03": "survives" });
  });
});

describe("the drawing of a front", () => {
  it("has round numbers between its ends", () => {
    const { place, ticks } = scaleOf([3, 17.4], 0, 100);
    expect(ticks).toEqual([5, 10, 15]);
    expect([place(3), place(17.4)]).toEqual([0, 100]);
    expect(scaleOf([34, 22], 100, 0).place(22)).toBe(100);
  });

  it("puts one value alone in the middle", () => {
    const { place, ticks } = scaleOf([7, 7], 0, 100);
    expect([place(7), ticks]).toEqual([50, [7]]);
  });
});

describe("the front as a table", () => {
  it("has a line for each point, numbers as programs read them, and nothing for what is not known", () => {
    const point = { number: 1, level: 22, objective: 17.5, bound: 17.5, is_proven: true } as FrontPoint;
    const front = {
      criterion: "equity",
      title_vi: 'Công bằng, "chỗ"',
      title_en: "Equity",
      unit_vi: "đơn vị",
      unit_en: "units",
      points: [{ ...point, loss_share_at_least: null, loss_share_at_most: 0 }],
    } as unknown as Front;
    expect(csvOf(front).split("\n")).toEqual([
      "\ufeffcriterion,number,level,objective,bound,is_proven,loss_share_at_least,loss_share_at_most,title_vi,title_en,unit_vi,unit_en",
      'equity,1,22,17.5,17.5,true,,0,"Công bằng, ""chỗ""",Equity,đơn vị,units',
      "",
    ]);
  });
});
