import Box from "@cloudscape-design/components/box";
import SpaceBetween from "@cloudscape-design/components/space-between";
import type { ReactNode } from "react";

/** Shown where a list has nothing: what that means, and what can be done. */
export function Empty(props: { title: string; text: string; children?: ReactNode }) {
  return (
    <Box textAlign="center" padding="l">
      <SpaceBetween size="s">
        <Box variant="strong">{props.title}</Box>
        <Box color="text-body-secondary">{props.text}</Box>
        {props.children}
      </SpaceBetween>
    </Box>
  );
}
