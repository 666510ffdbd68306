// What a drawing asks of a painter. There are three: for the screen (canvas), for paper (SVG text) and for print (PDF).

import type { Hatch } from "./looks.js";

export interface TextLook {
  size?: number;
  colour?: string;
  align?: "left" | "center" | "right";
  baseline?: "top" | "middle" | "bottom";
  upright?: boolean; // reads upwards
  bold?: boolean;
  halo?: boolean; // a white rim, so that it can be read over lines
}

export interface Painter {
  move(x: number, y: number): void; // begins a line in the present path
  line(x: number, y: number): void; // goes on with it
  box(x: number, y: number, width: number, height: number): void; // adds a box to the present path
  ring(x: number, y: number, radius: number): void; // adds a circle to the present path
  stroke(colour: string, width: number, dash?: readonly number[], alpha?: number): void; // draws the path and begins another
  fill(colour: string, alpha?: number): void; // fills the path and begins another
  hatch(x: number, y: number, width: number, height: number, kind: Hatch, colour: string): void;
  text(x: number, y: number, text: string, look?: TextLook): void;
  width(text: string, size: number): number; // how wide a text is
  clip(x: number, y: number, width: number, height: number): void; // until unclip, nothing outside is drawn
  unclip(): void;
}
