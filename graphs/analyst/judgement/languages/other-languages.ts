import type { LanguageRules } from "./language-rules.ts";

const NEVER = /$^/;

const JAPANESE: LanguageRules = {
  announces: [
    /(?:これから|まず|次に|では|それでは|今から|ただいま|引き続き|続いて)[、,]?.{0,60}(?:します|いたします|してみます|ましょう|始めます|べます|みます|行います)[。．.…]*$/,
    /(?:して|んで|べて)(?:い|お)ります?[。．.…]*$|しています[。．.…]*$/,
  ],
  waits: /(?:少々|しばらく)お待ち/,
  exempt:
    /ください(?!。グラフ)|ますか|でしょうか|場合|必要であれば|よろしければ|できます|結論から|？/,
  filler: NEVER,
  action: NEVER,
  nextStep: NEVER,
  planHeading: /^(?:分析)?計画[:：]?$/,
};

const GERMAN_DO =
  "(?:laden|einlesen|lesen|prüfen|überprüfen|berechnen|analysieren|untersuchen|ansehen|anschauen|erstellen|ausführen|bereinigen|zeichnen|öffnen|beginnen|starten|auswerten|vergleichen|korrigieren)";
const GERMAN_I_DO =
  "(?:lade|lese|prüfe|überprüfe|berechne|analysiere|untersuche|erstelle|öffne|starte|beginne|vergleiche|bereinige|zeichne|korrigiere)";

const GERMAN: LanguageRules = {
  announces: [
    new RegExp(
      `\\b(?:ich werde|ich will|ich möchte (?:zunächst|zuerst)|lassen Sie mich|lass mich)\\b.{0,120}(?<![\\p{L}])${GERMAN_DO}\\b`,
      "iu",
    ),
    new RegExp(
      `\\b(?:zuerst|zunächst|jetzt|nun|als nächstes|dann)\\b.{0,20}\\b${GERMAN_I_DO} ich\\b`,
      "i",
    ),
    new RegExp(`\\bich ${GERMAN_I_DO}\\b.{0,20}\\b(?:jetzt|nun|zunächst|zuerst)\\b`, "i"),
  ],
  waits: /\b(?:einen Moment|Augenblick) bitte\b/i,
  exempt:
    /\?$|\b(?:wenn|falls|sobald|soll ich|möchten Sie|bitte (?:laden|senden|geben)|nicht|könnte|kann ich|gerne|kurz gesagt)\b/i,
  filler: /^(?:danke|vielen dank|gerne|in Ordnung)\b/i,
  action: NEVER,
  nextStep: NEVER,
  planHeading: /^(?:mein |der )?plan:?$/i,
};

const FRENCH_DO =
  "(?:charger|lire|vérifier|calculer|analyser|examiner|explorer|tracer|créer|ouvrir|exécuter|nettoyer|commencer|procéder|inspecter|comparer|corriger|générer)";

const FRENCH: LanguageRules = {
  announces: [
    new RegExp(
      `(?:je vais|laissez-moi|permettez-moi(?: de)?|commençons par|je commence par)\\s+(?:(?:maintenant|d'abord|tout d'abord|ensuite|à présent|donc|les?|la)\\s+){0,3}${FRENCH_DO}(?![\\p{L}])`,
      "iu",
    ),
  ],
  waits: /\bun (?:instant|moment),? s'il vous plaît/i,
  exempt: /\?$|(?:^|\s)(?:si |dès que |veuillez |voulez-vous|pouvez-vous|souhaite|ne .{0,20} pas)/i,
  filler: /^(?:merci|d'accord|bien sûr)(?![\p{L}])/iu,
  action: NEVER,
  nextStep: NEVER,
  planHeading: /^(?:mon |le )?plan\s?:?$/i,
};

const SPANISH_DO =
  "(?:cargar|leer|revisar|verificar|calcular|analizar|examinar|explorar|graficar|crear|abrir|ejecutar|limpiar|empezar|comenzar|proceder|comparar|inspeccionar|corregir|generar)";

const SPANISH: LanguageRules = {
  announces: [
    new RegExp(
      `(?:voy a|vamos a|permítame|permíteme|déjame|déjeme|empezaré por|comenzaré por)\\s+(?:(?:ahora|primero|a)\\s+){0,2}${SPANISH_DO}(?![\\p{L}])`,
      "iu",
    ),
    new RegExp(`(?:ahora|primero|a continuación|luego),?\\s+${SPANISH_DO}é(?![\\p{L}])`, "iu"),
  ],
  waits: /\bun momento,? por favor/i,
  exempt: /\?$|(?:^|\s)(?:si |cuando |quiere|desea|puede|por favor, (?:sub|env))/i,
  filler: /^(?:gracias|claro|de acuerdo)(?![\p{L}])/iu,
  action: NEVER,
  nextStep: NEVER,
  planHeading: /^(?:mi |el )?plan:?$/i,
};

export const OTHER_LANGUAGES: readonly LanguageRules[] = [JAPANESE, GERMAN, FRENCH, SPANISH];
