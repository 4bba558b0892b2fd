/** English words that say too little to find anything by. "may" is not among them: it is also a month. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  (
    "a about above after again all also am an and any are as at be been before being below between both but by can " +
    "could d did do does doing don down during each either else ever few for from had has have having he her here " +
    "hers him his how i if in into is isn it its itself just ll m me might more most must my no nor not of off on " +
    "once only or other our ours out over own re same shall she should so some such t than that the their theirs " +
    "them then there these they this those through to too under until up us ve very was we were what when where " +
    "which while who whom whose why will with would you your yours"
  ).split(" "),
);
