import { useEffect, useRef } from "react";
import { type NavigateOptions, useSearchParams } from "react-router";

export type Changes = Readonly<Record<string, string | null>>;

/**
 * What the address asks of a list. Changes add up, two that are made before the page is drawn anew
 * as well; `clear` takes all of them away.
 */
export function useAddress(options?: NavigateOptions) {
  const [address, setAddress] = useSearchParams();
  const latest = useRef(address);
  useEffect(() => {
    latest.current = address;
  }, [address]);
  const go = (after: URLSearchParams) => {
    latest.current = after;
    setAddress(after, options);
  };
  return {
    address,
    change: (changes: Changes) => go(changed(latest.current, changes)),
    clear: () => go(new URLSearchParams()),
  };
}

/** What an address holds after `changes`; null takes a part away, everything else stays. */
function changed(before: URLSearchParams, changes: Changes): URLSearchParams {
  const after = new URLSearchParams(before);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) after.delete(name);
    else after.set(name, value);
  }
  return after;
}
