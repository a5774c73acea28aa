/** What somebody wrote into the form of limits, on top of what the file says: what is there, added, taken out, changed. */
import type { Field } from './edit-parse';

/** By path; null while it does not fit, empty when it is taken out. */
export type Written = Readonly<Record<string, string | null>>;

export const valueOf = (field: Field, written: Written): string | null => (field.path in written ? written[field.path]! : field.value);

const parts = (field: Field, fields: readonly Field[]): readonly Field[] => fields.filter((one) => one.part_of === field.path);

const sorted = (value: string): string => value.split(', ').sort().join();

const same = (field: Field, value: string | null): boolean =>
  field.kind === 'roles' && value !== null ? sorted(value) === sorted(field.value) : value === field.value;

/** Whether it has a place in the form: not what can still be added, and no part of that or of what was taken out. */
export function isThere(field: Field, fields: readonly Field[], written: Written): boolean {
  const whole = fields.find((one) => one.path === field.part_of);
  if (whole) return valueOf(whole, written) !== '';
  return !field.first || field.value !== '' || valueOf(field, written) !== '';
}

/** What is not there and can be added. */
export const addable = (fields: readonly Field[], written: Written): readonly Field[] =>
  fields.filter((field) => field.first && !field.part_of && !isThere(field, fields, written));

export const withAdded = (field: Field, fields: readonly Field[], written: Written): Written => ({
  ...written,
  ...Object.fromEntries([field, ...parts(field, fields)].map((one) => [one.path, one.first])),
});

/** What the file has is taken out of it; what was only added here is as if it never was. */
export function withoutIt(field: Field, fields: readonly Field[], written: Written): Written {
  const gone = [field, ...parts(field, fields)].map((one) => one.path);
  const left = Object.fromEntries(Object.entries(written).filter(([path]) => !gone.includes(path)));
  return field.value ? { ...left, [field.path]: '' } : left;
}

/** What the server is asked to write: a new one with all of its parts. */
export function changesOf(fields: readonly Field[], written: Written): Readonly<Record<string, string>> {
  const changed = fields.filter((field) => {
    const whole = fields.find((one) => one.path === field.part_of);
    const isNew = whole !== undefined && !whole.value && valueOf(whole, written) !== '';
    return field.path in written && (isNew || !same(field, written[field.path]!));
  });
  return Object.fromEntries(changed.map((field) => [field.path, written[field.path] ?? '']));
}

/** How many changes that is for a person: what was added counts once. */
export function countOf(fields: readonly Field[], written: Written): number {
  const changes = changesOf(fields, written);
  const isPart = (field: Field): boolean => field.part_of in changes && !fields.find((one) => one.path === field.part_of)?.value;
  return fields.filter((field) => field.path in changes && !isPart(field)).length;
}
