import { beforeAll, describe, expect, test } from "@jest/globals";
import { join } from "node:path";
import { z } from "zod";
import { runPython } from "./python.ts";

/** Short texts, as short as headings are: there is little to tell an encoding by. */
const TEXTS: [encoding: string, text: string][] = [
  ["gb18030", "姓名,成绩\n张三,90\n李四,85"],
  ["gb18030", "日期,地区,销售额,数量"],
  ["gb18030", "产品名称;单价（元）;库存\n苹果;1,5;20"],
  ["gb18030", "鑫淼商贸有限公司,龘"],
  ["gb18030", "合计"],
  ["gb18030", "城市"],
  ["gb18030", "编号,性别\n1,男\n2,女"],
  ["big5", "姓名,成績\n張三,90\n李四,85"],
  ["big5", "日期,地區,銷售額,數量"],
  ["big5", "臺北市,高雄市,新竹縣\n總計"],
  ["shift_jis", "日付,売上,数量\n東京,1,2\n大阪,3,4"],
  ["shift_jis", "名前,年齢\n山田太郎,30\nさくら,25"],
  ["shift_jis", "商品コード,単価（円）"],
  ["euc_kr", "이름,나이\n김철수,30\n박영희,25"],
  ["euc_kr", "날짜,매출액,수량\n서울,1,2"],
  ["euc_kr", "지역,판매량"],
  ["euc_jp", "日付,売上,数量\nさくら,1,2"],
  ["cp1252", "name,ville\nJosé,Zürich\nFrançois,Besançon"],
  ["cp1252", "Temperatur °C;Größe\n25 °C;3"],
  ["cp1252", "price €;£\n5 €"],
  ["cp1252", "café"],
  ["cp1252", "SÃO PAULO,MÜNCHEN,ÉCOLE"],
  ["cp1252", "Ærø,Tromsø,Åland"],
  ["cp1252", "naïve résumé — “quoted”"],
  ["cp1251", "Имя,Город\nИван,Москва"],
  ["cp1251", "ФИО,ВОЗРАСТ\nИванов Иван,30"],
  ["utf-8", "北京，上海 café Москва"],
];

const DAMAGED: [text: string, note: string][] = [
  ["Ã©tÃ© FranÃ§ois", "read as cp1252"],
  ["浣犲ソ锛屼笘鐣屼腑鍥戒汉姘", "read as gb18030"],
  ["价格锟斤拷", "lost before this file was saved"],
];

let found: [encoding: string, notes: string[]][];

beforeAll(async () => {
  const texts = [...TEXTS, ...DAMAGED.map(([text]) => ["utf-8", text])];
  const { stdout } = await runPython([join(import.meta.dirname, "encoding_cases.py")], {
    stdin: JSON.stringify(texts),
  });
  found = z.array(z.tuple([z.string(), z.array(z.string())])).parse(JSON.parse(stdout));
});

describe("the encoding of a short text", () => {
  test.each(TEXTS.map(([encoding, text], at) => ({ encoding, text, at })))(
    "$encoding: $text",
    ({ encoding, at }) => {
      expect(found[at]).toEqual([encoding, []]);
    },
  );

  test.each(DAMAGED.map(([text, note], at) => ({ text, note, at: at + TEXTS.length })))(
    "$text: damaged before it was saved",
    ({ note, at }) => {
      expect(found[at]?.[1].join()).toContain(note);
    },
  );
});
