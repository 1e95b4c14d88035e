import type { Span } from "../../text/span.ts";
import type { Field } from "../yaml/mapping.ts";
import type { YamlScalar } from "../yaml/model.ts";
import type { Piece } from "./expanded-text.ts";

/** A piece of a scalar's text with its place in the file. */
export function inFile<T>(node: YamlScalar, piece: Piece<T>): Piece<T> {
  return { ...piece, span: node.mapped.spanToSource(piece.span) };
}

/** A value of the long form as a piece. `around` is the place where it is not written. */
export function pieceOfField<T, U>(field: Field<T>, around: Span, read: (value: T) => U | undefined): Piece<U> {
  const span = field.span ?? around;
  if (field.isAbsent) return { state: "absent", span, isDefault: false };
  const value = field.value === undefined ? undefined : read(field.value);
  return value === undefined ? { state: "unknown", span } : { state: "known", span, value, isDefault: false };
}

/** A piece of which nothing is known. */
export function unknownPiece(span: Span): Piece<never> {
  return { state: "unknown", span };
}
