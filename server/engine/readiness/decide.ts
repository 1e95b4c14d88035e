import { type Level, readinessItem } from "../knowledge/readiness.ts";
import { parse } from "../languages/parse.ts";
