import { useCallback } from "react";
import { mayCall, type Operation, titleOf } from "./roles";
import { useSession } from "./session";

/** What a button or an item of a menu is given beside the rest. */
export interface Denied {
  readonly disabled?: true;
  readonly disabledReason?: string;
}

/** Whether the role of who is signed in may call all of these operations. */
export function useMay(): (...operations: Operation[]) => boolean {
  const { role } = useSession().user;
  return useCallback((...operations: Operation[]) => mayCall(role, ...operations), [role]);
}

/**
 * For a button or an item of a menu: nothing where the role may call all of these operations, else
 * that it is disabled, and why. `<Button disabled={isEmpty} {...denied("POST /charges")}>`
 */
export function useDenied(): (...operations: Operation[]) => Denied {
  const { role } = useSession().user;
  return useCallback(
    (...operations: Operation[]) =>
      mayCall(role, ...operations)
        ? {}
        : { disabled: true, disabledReason: `The role ${titleOf(role)} may not do this` },
    [role],
  );
}
