import type { Span } from "../text/span.ts";
import type { OutlineItem } from "./model.ts";

/** Whether a span lies in another. */
export function inside(outer: Span, inner: Span): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** A part of the outline as an editor takes it. */
export function itemOf(
  kind: OutlineItem["kind"],
  name: string,
  detail: string | undefined,
  span: Span,
  nameSpan: Span,
  children: readonly OutlineItem[] = [],
): OutlineItem {
  // An editor refuses names that are empty, and names and parts that stand outside of their whole: behind an alias.
  const own = inside(span, nameSpan) ? nameSpan : { start: span.start, end: span.start };
  return {
    kind,
    name: name.trim() || kind,
    detail: detail || undefined,
    span,
    nameSpan: own,
    children: children.filter((child) => inside(span, child.span)),
  };
}
