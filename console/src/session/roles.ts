import roles from "./roles.json";

/** A role of `local/permissions`; groups of the user pool bear the same names. */
export type Role = keyof typeof roles.titles;

/** A route of the API, as `local/permissions` has it: "POST /purchase-orders". */
export type Operation = keyof typeof roles.operations;

const TITLES: Readonly<Record<Role, string>> = roles.titles;
const HOLDERS: Readonly<Record<Operation, readonly string[]>> = roles.operations;

export function isRole(name: string): name is Role {
  return name in TITLES;
}

/** Every role; whoever has several begins as the first. */
export const ROLES: readonly Role[] = Object.keys(TITLES).filter(isRole);

/** A role as people call it. */
export function titleOf(role: Role): string {
  return TITLES[role];
}

/** Whether a role's policies allow all of these. */
export function mayCall(role: Role, ...operations: Operation[]): boolean {
  return operations.every((each) => HOLDERS[each].includes(role));
}
