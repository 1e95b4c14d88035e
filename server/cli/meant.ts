// Loaded where a word was not understood; the command line's own start does without the engine.
export { nearest } from "../engine/index.ts";
