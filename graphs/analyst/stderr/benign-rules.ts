/** A kind of line that libraries write to stderr in the course of their work. */
export interface BenignRule {
  readonly label: string;
  readonly line: RegExp;
  /** The line itself says something that a person may want to read. */
  readonly quote?: boolean;
}

/** Anchored, and tried on bounded lines only. The first that fits names the line. */
export const BENIGN_RULES: readonly BenignRule[] = [
  { label: "XGBoost log", line: /^\[\d\d:\d\d:\d\d\] (?:INFO|WARNING|DEBUG|CONSOLE|=+)/ },
  { label: "LightGBM log", line: /^\[LightGBM\] \[(?:Info|Warning|Debug)\]/ },
  { label: "NLTK download log", line: /^\[nltk_data\]/ },
  { label: "TensorFlow log", line: /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d+: [IWE] / },
  { label: "TensorFlow log", line: /^[IWE]\d{4} \d\d:\d\d:/ },
  { label: "TensorFlow log", line: /^WARNING: All log messages before absl/ },
  { label: "TensorFlow log", line: /^To enable the following instructions:/ },
  { label: "TensorFlow log", line: /^(?:INFO|WARNING):(?:tensorflow|absl):/ },
  { label: "joblib log", line: /^\[Parallel\(|^\[CV[ \]]/ },
  {
    label: "Prophet log",
    line: / - cmdstanpy - (?:INFO|DEBUG) - |^(?:INFO|DEBUG):(?:prophet|cmdstanpy):/,
  },
  { label: "Spark log", line: /^\d\d\/\d\d\/\d\d \d\d:\d\d:\d\d (?:INFO|WARN) / },
  { label: "NumExpr log", line: /NumExpr (?:defaulting|detected)|NUMEXPR_MAX_THREADS/ },
  { label: "OpenMP log", line: /^OMP: (?:Info|Hint)/ },
  { label: "debugger note", line: /^\d+\.\d+s - / },
  {
    label: "pip notice",
    line: /^\[notice\]|^DEPRECATION: |^WARNING: (?:Running pip|Target directory|Ignoring invalid|The scripts? |Cache entry)/,
  },
  {
    label: "matplotlib fonts",
    line: /^(?:WARNING:matplotlib\.font_manager:)?findfont: /,
    quote: true,
  },
  { label: "matplotlib fonts", line: /^Matplotlib is building the font cache/ },
  { label: "log messages", line: /^(?:INFO|DEBUG)[: ]/ },
];
