// The contract between server and page: /api/1. All times are whole seconds from the midnight of the plan's first day
// (negative before it). Positions `y` are km along the drawn way. Texts the page shows in two languages are made in the
// page from keys and values ("Said"); only errors come as English text.

export interface Said { key: string; values: Record<string, string | number> }       // a sentence as a value

// ---- GET /api/1/session
export interface Session {
  version: string;                 // Headway's
  token: string;                   // to be sent as header X-Headway-Token with every request that is not GET
  opened: { kind: "scenario" | "run" | "plan"; name: string };
  title: string;                   // scenario title
  starts_on: string;               // ISO date of the first day
  has_expansion: boolean;          // a plan.yaml stands beside the scenario
  language: string | null;         // --language of the command, else null: the page asks the browser
}

// ---- Edits: what a planner wants. `all_days` lets an edit of a train hold for the same train of all days of the plan.
export type Edit =
  | { kind: "depart"; train: string; at_s: number; all_days?: boolean }
  | { kind: "lock"; train: string }
  | { kind: "track"; train: string; place: string; track: string; all_days?: boolean }
  | { kind: "meet"; train: string; other: string; place: string }
  | { kind: "no_meet"; train: string; other: string; place: string }
  | { kind: "close"; name: string; from_place: string; to_place: string; begin_s: number; end_s: number }  // possession
  | { kind: "add"; service: string; at_s: number; loaded?: boolean }        // one more train of a service
  | { kind: "copy"; train: string; at_s: number }          // the same train again, departing then
  | { kind: "cancel"; train: string }
  | { kind: "dwell"; train: string; place: string; at_least_s: number; onwards?: boolean; all_days?: boolean };
        // stands at least so long at a place; onwards: at all places where it stops from there to its destination
export interface EditRequest {
  version: number;                 // of the plan that it was made on; another: 409 Stale
  edits: Edit[];                   // wanted now (several at once are one step of undo)
  release?: number[];              // numbers (PlanView.edits[i].number) of earlier edits to take back, e.g. unlock
  rest: "hold" | "around";
  seconds?: number;                // budget of "around", 1 to 600
}
export interface Move { train: string; departs_by_s: number; arrives_by_s: number; most_s: number; track_changes: number; is_new: boolean }
export interface EditAnswer { plan: PlanView; moved: Move[]; seconds: number; kept_orders: boolean }
// POST /api/1/plan/edits -> 200 EditAnswer (hold) | 202 Job (around) | 409 Stale | 422 Problems
// POST /api/1/plan/undo {version}, /api/1/plan/redo {version} -> 200 EditAnswer | 409
export interface Stale { problem: "stale"; version: number }
export interface Problems { problems: { where: string; message: string }[] }      // where: address or field, may be ""

// ---- GET /api/1/plan
export interface Figure { key: "tonnage" | "trains" | "waits" | "sets" | "weighted_time"; value: number; unit: string;
  target: number | null; light: "good" | "near" | "bad" | "none"; note: Said | null }
export interface PlanView {
  version: number; days: number; begins: "repeats" | "evening before" | "empty";
  status: Said; objective_s: number; bound_s: number | null;      // null while the bound is being computed
  figures: Figure[];                                                // five
  limit: Said;                                                      // what limits the tonnage
  violations: string[];                                             // of the referees; empty in a sound plan
  undo: Said | null; redo: Said | null;                             // what would be undone or redone; null: nothing
  edits: { number: number; edit: Edit; text: string }[];
  locked: string[];
}
// ---- GET /api/1/plan/graph?way=NAME&version=N      (version optional; the present one by default)
export interface Graph {
  version: number; midnight: string;  from_s: number; until_s: number; to_s: number;   // as report.graph_table
  ways: string[];                    // all ways that can be drawn; a corridor has one
  way: { name: string; km: number; places: { name: string; y: number; post: string; tracks: { name: string; length_m: number }[] }[] };
  trains: Train[];
  restrictions: { kind: string; name: string; begin_s: number; end_s: number; y0: number; y1: number; edit: number | null }[];
  turnbacks: { train_set: string; train: string; then: string; place: string; y: number; begin_s: number; end_s: number }[];
}
export interface Train {
  name: string; label: string; service: string; train_class: string; loaded: boolean; ore: boolean;
  ready_s: number; latest_s: number | null; due_s: number | null; before: boolean;     // before: a train of the evening before
  calls: Call[];
}
export interface Call { place: string; y: number; track: string; arrives_s: number; departs_s: number; stops: boolean; wait_s: number;
  least_s: number;                   // shortest dwell of its service here
  causes: { kind: string; until_s: number; who: string; where: string }[] }           // kind: a CauseKind
// ---- GET /api/1/plan/ghost?way=NAME&of=N   trains whose calls differ from version `of` (default: the version before): their OLD lines
export interface Ghost { version: number; of: number; trains: Train[] }
// ---- GET /api/1/plan/occupation?way=NAME    blocking times beneath the lines; conflicts are overlaps (none in a sound plan)
export interface Occupation { version: number;
  blocks: { train: string; section: string; track: number; y0: number; y1: number; begin_s: number; end_s: number }[];
  conflicts: { train: string; other: string; section: string; y0: number; y1: number; begin_s: number; end_s: number }[] }
// ---- GET /api/1/plan/piles
export interface Piles { version: number; begins_s: number; ends_s: number; piles: { name: string; capacity_kt: number; corners: [number, number][] }[] }
// ---- GET /api/1/plan/trains/{name}
export interface TrainDetail {
  train: Train; transit_s: number; alone_s: number; wait_s: number; moved: Move | null;
  chain: { train: string; place: string; begin_s: number; until_s: number; kind: string; who: string; where: string }[];
  run: null | { km: number[]; kmh: number[]; limit_kmh: number[]; height_m: number[]; gradient_permil: number[];
         energy_kwh: number; fuel_l: number | null; running_s: number };
}
// ---- GET /api/1/plan/download/{svg|pdf|xlsx|csv|html|gtfs|displib}      file (gtfs needs ?url=&timezone=)

// ---- Jobs: at most 2 run, 10 wait; one more: 429
export interface Job { id: string; kind: string; title: Said; state: "waiting" | "running" | "done" | "cancelled" | "failed";
  share: number; text: string; to_go_s: number | null; result: any | null; problems: string[]; begun: string }
// GET /api/1/jobs -> Job[]; GET /api/1/jobs/{id}; DELETE /api/1/jobs/{id} cancels (answers at once, heard within 0.3 s)
// GET /api/1/jobs/{id}/events: server-sent events `id: N`, `data: Job`; resumes after Last-Event-ID; ends when the job ended.
// GET /api/1/events: server-sent events {"event":"plan","version":N} | {"event":"bound","version":N,"bound_s":..} | {"event":"job","id":..}
// POST /api/1/jobs  WhatIf | Simulate | PlanAnew | Repeat -> 202 Job
export interface WhatIfKind { key: "loop" | "closed" | "locomotive" | "set" | "practice";
  parameters: { key: string; kind: "place" | "section" | "hours" | "flow" | "practice" | "number"; choices: string[]; default: string | number }[] }
// GET /api/1/what-ifs -> WhatIfKind[]
export interface WhatIf { kind: "what_if"; what: string; parameters: Record<string, string | number>; days?: number; replications?: number }
export interface PlanAnew { kind: "plan_anew"; days: number; repeat: boolean; seconds: number }      // result: EditAnswer, a step of undo
export interface Repeat { kind: "repeat"; run: string }
export interface WhatIfResult { figures: { name: string; unit: string; now: number; then: number; change: number; low: number; high: number }[];
  sentence: Said; scenario: string | null }

// ---- Line and fleet. GET /api/1/scenario
export interface ScenarioView { name: string; title: string; extends: string | null;
  groups: { key: string; title: string; rows: Value[] }[];
  map: { places: { name: string; x: number; y: number; tracks: number; kind: "place" | "loop" | "yard" | "mine" | "port" }[];
         sections: { name: string; a: string; b: string; tracks: number; km: number }[] } }
export interface Value { address: string; label: string; value: string | number | boolean | null; shown: string; unit: string;
  type: "number" | "text" | "boolean" | "time" | "date" | "list"; origin: "source" | "assumed" | "file" | "default";
  source: string; low: number | null; high: number | null; changed: boolean }
// POST /api/1/scenario/check {changes:[{address,value}]} -> 200 {} | 422 Problems (where = address)
// POST /api/1/scenario {name, changes} -> 201 {name, path} a new scenario in the runs folder that extends this one | 422
// ---- Runs. GET /api/1/runs -> RunView[]; GET /api/1/runs/{name}/download/{html|pdf|xlsx|gtfs}; POST /api/1/runs/bin {names}
export interface RunView { name: string; kind: "run" | "study" | "plan"; when: string; title: string; mb: number; fault: string;
  figures: { name: string; value: number; unit: string }[] }
// ---- Compare. GET /api/1/compare?a=NAME&b=NAME[&c=..]   names: "plan:now", "plan:N" (a version), "run:NAME", "study:NAME"
export interface Comparison { columns: string[]; rows: { name: string; unit: string; values: (number | string | null)[]; better: number | null }[];
  ghost: boolean; said: string[] }
// GET /api/1/compare/choices -> {name: string, title: string}[]
// ---- Plan over years. GET /api/1/expansion -> Expansion | 404
export interface ExpansionView { kept: boolean; headline: string; summary: string;
  stages: { year: number; demand_mt: number; carried_mt: number; bought: string[] }[];
  works: { name: string; begin: number; end: number; cost: number; currency: string }[];
  money: { name: string; value: number; unit: string }[]; years: number[]; cash: number[] }
// ---- Replay: the page moves trains along Graph.trains; no request.
