/** Words in the reader's language: of the page, of documents, and numbers and dates as they are written there. */
import { address } from "../state/address.svelte";
import { EN } from "./en";
import { VI } from "./vi";

const LOCALES = { vi: "vi-VN", en: "en-GB" } as const;

/** The word of a key, with the values of its braces. */
export function say(key: keyof typeof VI, values: Readonly<Record<string, string | number>> = {}): string {
  const word = (address.state.language === "vi" ? VI : EN)[key];
  return word.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return value === undefined ? whole : typeof value === "number" ? number(value) : value;
  });
}

type InBoth<Name extends string, Words> = { readonly [key in `${Name}_vi` | `${Name}_en`]: Words };

/**
 * The one of two texts, or lists of texts, of a document that is in the reader's language: ``text(unit, "name")`` is its
 * ``name_vi``.
 */
export function text<Name extends string>(of: InBoth<Name, string>, name: Name): string;
export function text<Name extends string>(of: InBoth<Name, readonly string[]>, name: Name): readonly string[];
export function text<Name extends string, Words>(of: InBoth<Name, Words>, name: Name): Words {
  return address.state.language === "vi" ? of[`${name}_vi`] : of[`${name}_en`];
}

/** A number as it is written: 1,5 in Vietnamese and 1.5 in English. */
export function number(value: number, digits = 2): string {
  const decimals = { maximumFractionDigits: Number.isInteger(value) ? 0 : digits };
  return value.toLocaleString(LOCALES[address.state.language], decimals);
}

/** A number with all its decimals, for columns that are compared. */
export function decimal(value: number, digits = 2): string {
  const decimals = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return value.toLocaleString(LOCALES[address.state.language], decimals);
}

/** A share in per cent. */
export function percent(share: number): string {
  return share.toLocaleString(LOCALES[address.state.language], { style: "percent", maximumFractionDigits: 0 });
}

/** A moment as a date and a time. */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString(LOCALES[address.state.language], { dateStyle: "medium", timeStyle: "short" });
}

/** Put texts in the order in which a reader looks for them. */
export function compared(left: string, right: string): number {
  return left.localeCompare(right, LOCALES[address.state.language], { numeric: true });
}

/** The one of two texts that is in the reader's language. */
export function either(of: { readonly vi: string; readonly en: string }): string {
  return of[address.state.language];
}
