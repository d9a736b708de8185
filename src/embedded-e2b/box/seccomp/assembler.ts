/** The few instructions of classic BPF that a filter for system calls needs. */

const LOAD_WORD = 0x20;
const JUMP_EQUAL = 0x15;
const JUMP_GREATER_EQUAL = 0x35;
const JUMP_SET = 0x45;
const RETURN = 0x06;

export type Instruction =
  | { readonly load: number }
  | {
      readonly when: "equal" | "atLeast" | "anyBitOf";
      readonly value: number;
      readonly jump: string;
    }
  | { readonly label: string }
  | { readonly give: number };

const JUMPS = { equal: JUMP_EQUAL, atLeast: JUMP_GREATER_EQUAL, anyBitOf: JUMP_SET };

/** Machine code of a program; jumps go forward to labels, at most 255 instructions away. */
export function assemble(program: readonly Instruction[]): Buffer {
  const places = new Map<string, number>();
  let length = 0;
  for (const instruction of program) {
    if ("label" in instruction) places.set(instruction.label, length);
    else length += 1;
  }
  const code = Buffer.alloc(length * 8);
  let at = 0;
  const emit = (opcode: number, taken: number, value: number) => {
    code.writeUInt16LE(opcode, at * 8);
    code.writeUInt8(taken, at * 8 + 2);
    code.writeUInt32LE(value, at * 8 + 4);
    at += 1;
  };
  for (const instruction of program) {
    if ("load" in instruction) emit(LOAD_WORD, 0, instruction.load);
    else if ("give" in instruction) emit(RETURN, 0, instruction.give);
    else if ("when" in instruction) {
      const target = places.get(instruction.jump);
      const distance = (target ?? -1) - at - 1;
      if (distance < 0 || distance > 255) throw new Error(`no jump to ${instruction.jump}`);
      emit(JUMPS[instruction.when], distance, instruction.value);
    }
  }
  return code;
}
