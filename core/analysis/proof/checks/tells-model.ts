/** Words that tell a language model what to do, Swedish and English. */

const MODEL =
  'ai|a\\.i\\.|språkmodell|modell|assistent|chatbot|chattbot|bot|robot|llm|language model|model|assistant|chatgpt|gpt';
const WRITER =
  'sammanfattar|summerar|analyserar|transkriberar|skriver (?:sammanfattningen|referatet|detta)|summari[sz]er|summari[sz]ing|transcriber|analy[sz]er';
const RULES =
  'instruktion|anvisning|regel|regler|riktlinje|prompt|begränsning|föregående|tidigare|hittills|ovan|resten|instruction|rule|guideline|restriction|previous|above|so far|everything|the rest|safety';
const RESULT =
  'sammanfattning|referat|svaret|svar|analys|rapporten|punkt|summary|answer|response|output|report|analysis|point|bullet';

const PATTERNS = [
  String.raw`\b(?:ignorera|strunta i|glöm|bortse från|åsidosätt|hoppa över|frångå|ignore|disregard|forget|override|skip|bypass)\b.{0,50}(?:${RULES})`,
  String.raw`\b(?:om du är|du som är|du är|if you are|you are|as|som) (?:en |an |a |ett )?(?:${MODEL})\b`,
  String.raw`\b(?:till|för|note to|message to|to|hej|hello|hey|dear|kära) (?:dig som |den som |the |you who |en )?(?:${MODEL}|${WRITER})\b`,
  String.raw`\b(?:dig|du|you) (?:som|who) (?:${WRITER})`,
  String.raw`\b(?:du är nu|you are now|från och med nu (?:är|ska) du|from now on,? you|hädanefter (?:är|ska) du|låtsas att du|pretend (?:to be|you)|act as|agera som|spela rollen)\b`,
  String.raw`\bsystem ?(?:meddelande|prompt|message|instruktion|instruction)`,
  String.raw`(?:^|[\s"“(<[.])(?:system|assistant|assistent|user|human|developer|tool)\s*[:>\]]`,
  String.raw`\b(?:developer|admin|debug|god|maintenance) mode\b|\b(?:utvecklar|administratörs|admin|felsöknings|underhålls)läge`,
  String.raw`\b(?:från|from) (?:the )?(?:operatören|operator|utvecklaren|developer|administratören|administrator)\b`,
  String.raw`\b(?:nya|new) (?:riktlinjer|instruktioner|regler|guidelines|instructions|rules) (?:gäller|apply)`,
  String.raw`</?[a-z|!]|<\||\|>|!\[|\]\(|\[id \d|\[/?(?:inst|sys|system|tool)|${'`'.repeat(3)}|\{\s*"|\}\}|\{\{`,
  String.raw`\b(?:svara|svarar|reply|respond|answer) (?:bara|endast|enbart|only|just|exakt|exactly)\b`,
  String.raw`\b(?:bekräfta|confirm|svara|reply|respond|answer) (?:med|with) (?:ordet|orden|the words?)\b`,
  String.raw`\b(?:skriv|skriver|skriva|upprepa|rapportera|lägg till|infoga|write|say|print|output|repeat|report|add|insert|state|claim) (?:bara |endast |only |just )?(?:att|that|ordet|orden|the words?|en dikt|a poem|följande|the following|exakt|exactly|inga|no)\b`,
  String.raw`\b(?:skriv|lägg|ange|ta med|infoga|avsluta|inled|börja|put|add|include|insert|write|mention|begin|start|end)\b.{0,40}\b(?:i|in|to|into|till|with|med) (?:din |ditt |your |the |varje |every |each |alla )?(?:${RESULT})`,
  String.raw`\b(?:be|uppmana|säg åt|ask|tell|instruct|urge) (?:the )?(?:läsaren|läsarna|mottagaren|användaren|reader|readers|recipient|user)\b`,
  String.raw`\b(?:anropa|kör|använd|call|invoke|execute|run|use)\b.{0,30}\b(?:verktyg|funktion|kommando|skript|tool|function|command|script|api|shell)`,
  String.raw`\b(?:avslöja|visa|skriv ut|läs upp|reveal|print|show|leak|send|skicka|mejla)\b.{0,40}\b(?:systemprompt|system prompt|instruktioner|instructions|lösenord|password|api-?nyck|api key|token|hemlighet|secret|miljövariab|environment)`,
  String.raw`\b(?:markera|godkänn|räkna|mark|flag|approve|treat|rate)\b.{0,30}\b(?:påstående|bevis|supported|proven|verified|claims?\b|allt\b|everything)`,
  String.raw`\bsäg (?:bara |exakt )?(?:ordet|orden|följande)\b`,
  String.raw`\b(?:citera|cite|quote)\b.{0,30}\b(?:segment|id \d)|\bsegment \d+\s*:|(?:^|[.,:;!]\s*)(?:använd|use|count|räkna)\b.{0,30}\b(?:som|as) (?:din |your |the )?(?:källa|bevis|source|proof|evidence)\b|\b(?:bevis för|proof of|evidence for) (?:vad som helst|allt|anything|everything)`,
  String.raw`\b(?:upprepa|skriv ut|läs upp|repeat|print|recite|output)\b.{0,30}\b(?:allt|hela|raden|reglerna|everything|whole|entire|line|rules|verbatim|ord för ord|word for word)\b`,
  String.raw`\b(?:slut på|slutar|end of|ends?)\b.{0,10}\b(?:transkription|inspelningen här|transcript)|\bhär slutar inspelningen|\brecording ends here|\b(?:ny uppgift|new task|new instructions?)\s*[:,.]`,
  String.raw`\b(?:från och med nu|from now on|hädanefter)\b.{0,20}\b(?:ska du|bara|you (?:must|will|only)|only|answer|reply|respond)\b|\b(?:bara|endast|only|just) (?:svara|answer|reply|respond|talk|speak) (?:på|in|like|som|as)\b`,
  String.raw`\b(?:svara|svarar|answer|reply|respond) (?:med|with|in|i|på) (?:json|xml|html|yaml|kod|code|en dikt|a poem)\b`,
  String.raw`\b(?:varje|every|each) (?:mening|punkt|svar|sentence|point|answer|line|rad) (?:med|with)\b`,
  String.raw`\b(?:visa|bädda in|lägg in|infoga|show|embed|insert|display)\b.{0,20}\b(?:bild|länk|picture|image|link)\b.{0,30}\b(?:svar|adress|answer|address|summary|sammanfattning)`,
  String.raw`\b(?:läs|öppna|read|open|fetch)\b.{0,20}\b(?:filen|etc|metadata|the file|instance)\b.{0,40}\b(?:ta med|skriv|include|print|passwd|token|password)`,
  String.raw`\b(?:nämn inte|utelämna|rapportera inte|do not (?:mention|report|include)|don't (?:mention|report|include)|leave out|omit)\b`,
].map((pattern) => new RegExp(pattern, 'iu'));

export function tellsModel(text: string): boolean {
  return PATTERNS.some((pattern) => pattern.test(text));
}
