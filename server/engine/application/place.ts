import type { Span } from "../text/span.ts";
import type { ApplicationService } from "./application.ts";

/**
 * Where something of a service is reported: its own place where the service itself says it, the service's name where an anchor or another service does.
 * `span` is of the file of `own`.
 */
export function placeIn({ own }: Pick<ApplicationService, "own">, span: Span | undefined): Span {
  return span && isWrittenIn({ own }, span) ? span : own.nameSpan;
}

/** Whether a place of the file of `own` stands in the text of the service. */
export function isWrittenIn({ own }: Pick<ApplicationService, "own">, { start, end }: Span): boolean {
  return own.entry.span.start <= start && end <= own.entry.span.end;
}
