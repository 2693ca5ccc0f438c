"""Questions that nobody has to answer: courtesies, rhetoric, what is asked to be agreed with; in seven languages.

Promises: linear time. Where one of them may also be meant as a question, it is none: to be told of an answer that is
not owed is worse than to miss one that is.
"""

import re

_END = r"\s*[?？]"
_FINE = {  # what is asked of a thing to be agreed with
    "en": "great|nice|good|fun|funny|lovely|wonderful|amazing|awesome|fantastic|beautiful|cool|crazy|sad|strange|weird"
    "|something|true|ironic|interesting|incredible|terrible|awful|sweet|cute|exciting|enough|brilliant",
    "de": "schön|toll|herrlich|wunderbar|großartig|klasse|super|prima|verrückt|lustig|witzig|fantastisch|erstaunlich"
    "|unglaublich|komisch|seltsam|traurig|süß|genial",
    "fr": "beau|belle|super|génial|magnifique|merveilleux|drôle|formidable|incroyable|chouette|extraordinaire|bizarre"
    "|triste|fou|dingue|mignon",
    "es": "genial|maravilloso|estupendo|increíble|fantástico|bonito|precioso|curioso|gracioso|triste|bueno|hermoso",
    "it": "bello|bella|fantastico|meraviglioso|splendido|stupendo|incredibile|divertente|magnifico|strano|triste",
    "pt": "ótimo|lindo|maravilhoso|incrível|fantástico|bonito|engraçado|bom|curioso|estranho|triste|óptimo",
    "nl": "mooi|geweldig|fantastisch|leuk|prachtig|heerlijk|grappig|bijzonder|gek|raar|fijn|schattig|jammer",
}
_COURTESIES = (
    r"how are (?:you|things)|how's (?:it going|everything|life)|how is (?:it going|everything|life)"
    r"|how have you been|hope (?:you|all|this)|what's up|how do you do"
    r"|wie geht's|wie geht es|alles (?:gut|klar)\?|comment (?:ça va|vas[- ]tu|allez[- ]vous)|(?:^|\W)ça va\s?\?"
    r"|comment tu vas|comment vont|tout va bien\s?\?|(?:cómo|que tal|qué tal) ?(?:estás|está|te va|va todo)?\?"
    r"|come (?:stai|sta|va)\b|tudo bem|como (?:vai|está|estás)\?|hoe (?:gaat het|is het|gaat ie)|alles goed\?",
    r"(?:any|other|further|more|additional|with) (?:questions?|comments?|concerns?|trouble)"
    r"|(?:have|are|got) (?:a |some )?questions|if (?:you need|i can|there is|there's) |anything else"
    r"|don't hesitate|not hesitate|feel free|(?:weitere|noch|sonstige) fragen|bei (?:rück)?fragen|zögern"
    r"|(?:d'autres|des) questions|n'hésite|(?:alguna|cualquier) (?:duda|pregunta)|no dude"
    r"|(?:qualche|altre) domand|esitare|(?:alguma|qualquer) (?:dúvida|pergunta)|hesite|(?:verdere|nog) vragen|aarzel"
    r"|unsubscribe|does (?:that|this|it) make sense",
)
_RHETORIC = {
    "en": r"who(?:'d| would| could| might)(?:'ve| have)? (?:ever )?(?:have )?(?:think|thought|guess\w*|known|imagined?"
    r"|believed?|expected|predicted)\b|who knows(?!\s\w)|who(?:'s| is) counting|who cares"
    r"|who (?:wouldn't|doesn't|am i to)\b"
    r"|why not\s*\?|why bother|guess what|know what\s*[?,:]|^(?:so |and |well,? )?you know what"
    r"|know what i mean|see what i mean|eh\?"
    r"|right\?|ok\?|okay\?|did you know|what if i told|need i say|don't we all|aren't we all|don't you think\?"
    r"|(?:can|could|would) you (?:just )?(?:believe|imagine)\b|how (?:cool|great|nice|awesome|crazy|funny|weird|sweet"
    r"|lucky) (?:is|was|are|am) |what (?:do|did) i (?:know|tell you)|what (?:else )?can i (?:say|do)\?|what's not to l"
    r"|what (?:more )?could (?:possibly )?go wrong|what more (?:could|can|do|does) |what are the (?:odds|chances)"
    r"|how (?:could|can) (?:i|anyone|anybody|one|we) (?:ever )?(?:forget|resist|refuse|say no|not)\b|time (?:go|gone)\?"
    r"|what would (?:i|we) do without"
    r"|(?<=[\w,] )(?<!why )(?:is|was|are|were|does|do|did|has|have|had|ca|could|wo|would|should)n't"
    r" (?:it|that|this|he|she|they|there|i)\?"
    r"|, (?:is|was|are|were|does|do|did|has|have|had) (?:it|that|he|she|they|there)\?",
    "de": r"wer hätte (?:\w+,? ){0,4}(?:gedacht|geglaubt|geahnt|vermutet|erwartet)|wer wei(?:ß|ss)(?: schon)?\b"
    r"|wei(?:ß|ss)t du,? was\s*\?|wissen sie,? was\s*\?|oder\?|oder nicht\?|nicht wahr|gell\?|stimmt's\?|na und\?"
    r"|was will man mehr|was soll(?:'s\?| man | ich ).{0,30}|warum (?:auch )?nicht\?|wen (?:kümmert|interessiert)"
    r"|wer kennt (?:das|es) nicht|kannst du (?:dir )?das (?:glauben|vorstellen)|ist (?:das|es) zu fassen"
    r"|wo (?:bleibt|ist) (?:nur |bloß )?die zeit|was kann (?:da )?schon schief|was w(?:är|ürd)en? .{1,20}ohne",
    "fr": r"qui l'e(?:û|u)t cru|qui (?:l'|y )?aurait (?:pu )?(?:\w+ ){0,3}(?:cru|pensé|imaginé|dit|croire|penser"
    r"|imaginer)"
    r"|qui sait|n'est[- ]ce pas\s*\?|tu sais quoi|vous savez quoi|que (?:dire|demander|vouloir) de plus"
    r"|que (?:veux-tu|voulez-vous)\s*\?|que demande le peuple|pourquoi pas\s*\?|hein\s*\?|pas vrai\s*\?|, non\s*\?"
    r"|et alors\s*\?|à quoi bon|qu'importe|tu y crois|vous y croyez|(?:tu te|vous vous) rende?z? compte"
    r"|(?:tu|vous) (?:t'|vous )?imagine[sz]\s*\?|où passe le temps|comment (?:pourrais-je|ai-je pu|oublier)",
    "es": r"quién (?:lo |se lo )?(?:hubiera|hubiese|habría|iba a|podría) (?:haber )?(?:\w+ ){0,3}(?:pensado|imaginado"
    r"|dicho|creído|pensar|decir|decirlo|imaginar|imaginarlo|creer|creerlo)|quién sabe|¿no\?|verdad\?|sabes? qué\?"
    r"|te imaginas|se imagina\b|puede[s]? creerlo|te lo puedes creer|qué más (?:se )?(?:puedo|puede|podemos) pedir"
    r"|por qué no\?|qué le vamos a hacer|a quién le importa|no (?:crees|cree|te parece|le parece)\?|cómo olvidar",
    "it": r"chi (?:lo |se lo |l')?(?:avrebbe|poteva|potrebbe|sarebbe)(?: mai)? (?:\w+ ){0,3}(?:detto|pensato|immaginato"
    r"|creduto|aspettato|dire|dirlo|pensare|pensarlo|immaginare|immaginarlo)|chi (?:lo )?sa\b|chissà|\bvero\?|, no\?"
    r"|(?:lo )?sai (?:che )?cosa\?|sai che ti dico|ci credi\?|ti rendi conto|perché no\?|a chi importa"
    r"|(?:cosa|che) (?:si può|posso|vuoi|altro) .{0,12}(?:volere|chiedere|dire)|non (?:credi|pensi|ti pare|trovi)\?"
    r"|come (?:potrei )?dimenticare",
    "pt": r"quem (?:diria|sabe|se importa)|quem (?:poderia|teria|havia de|haveria de|ia) (?:ter )?(?:\w+ ){0,2}(?:"
    r"pensar|imaginar|imaginado|pensado|dizer|dito|adivinhar)|\bné\?|não é\?|não (?:achas?|acha)\?|certo\?"
    r"|sabes? (?:d?o quê|duma coisa|de uma coisa)\?|acreditas?\?|dá para acreditar"
    r"|já (?:imaginou|pensou|imaginaste|pensaste)\b"
    r"|que mais (?:se )?(?:posso|pode|podemos) (?:pedir|querer|dizer)|por ?que não\?|por quê não\?|como esquecer",
    "nl": r"wie had (?:\w+,? ){0,5}(?:gedacht|denken|geloofd|verwacht|vermoeden|gedroomd)|wie weet|weet (?:je|u) wat\?"
    r"|kun (?:je|u) (?:het|dat) geloven|kun je je (?:dat |het )?voorstellen|toch\?|hè\?|of niet\?|nietwaar"
    r"|waarom niet\?|wat wil (?:je|een mens) nog meer|wie kent (?:dat|het) niet|wat maakt het uit|waar blijft de tijd",
}
_AGREED = (
    rf"(?:is|was|are|were)n't (?:it|that|this|they|he|she|the \w+) (?:\w+ ){{0,3}}(?:{_FINE['en']}){_END}"
    rf"|\b(?:ist|war|sind|waren) (?:das|es|er|sie|die|der) nicht (?:\w+ ){{0,2}}(?:{_FINE['de']}){_END}"
    rf"|(?:n'est-ce|ce n'est|c'est|n'était-ce) pas (?:\w+ ){{0,2}}(?:{_FINE['fr']}){_END}"
    rf"|\bno (?:es|está|fue) (?:\w+ ){{0,2}}(?:{_FINE['es']}){_END}"
    rf"|\bnon (?:è|era|è stato) (?:\w+ ){{0,2}}(?:{_FINE['it']}){_END}"
    rf"|\bnão (?:é|foi|está) (?:\w+ ){{0,2}}(?:{_FINE['pt']}){_END}"
    rf"|\b(?:is|was) (?:dat|het|dit) niet (?:\w+ ){{0,2}}(?:{_FINE['nl']}){_END}"
)
_ALL = re.compile("|".join((*_COURTESIES, *_RHETORIC.values(), _AGREED)), re.IGNORECASE)
# Whoever asks and says so themselves in the next breath asks nobody else.
_ANSWERED = re.compile(
    r"(?:yes|no|nope|yeah|because|well|never|not|nothing|nobody|exactly|ja|nein|weil|nichts|niemand|genau|eben|oui|non"
    r"|parce que|rien|personne|sí|porque|nada|nadie|sì|perché|niente|nessuno|sim|não|ninguém|nee|omdat|niets)\b",
    re.IGNORECASE,
)


def is_courtesy(sentence: str) -> bool:
    """Whether a question or a request (one line) is one that nobody has to answer."""
    return bool(_ALL.search(sentence.replace("’", "'")))


def answers_itself(following: str) -> bool:
    """Whether the sentence after a question begins as an answer to it."""
    return bool(_ANSWERED.match(following))
