import { expect, it } from "vitest";
import type { OutlineItem } from "../../../server/engine/outline/model.ts";
import { outline } from "../../../server/engine/outline/outline.ts";
import { SourceText } from "../../../server/engine/text/source.ts";

const text = `ARG V=1
FROM node:24 AS build
ENV A=1 \\
    B=2
RUN <<EOF sh

  npm   ci
  npm run build
