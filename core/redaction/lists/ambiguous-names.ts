/**
 * Names that are Swedish words, too: where a sentence begins with one, the capital says nothing. Chosen by
 * hand.
 */
export const AMBIGUOUS_NAMES = `
Alf Alla Alm Alva Ann Asp Ask Axel Bas Ben Berg Bergkvist Bergström Bill Björk Björn Blixt Blom Bo Bock Borg
Brink Bror Bäck Dag Del Duva Ebba Ek Falk Flink Fors Frank Fred Frid Frisk Fält Glad Gran Gren Gro Gull Gård
Hammar Hans Hed Hjort Holm Hult Hurtig Hägg Inge Iris Isa Jarl Jon Juni Junior Kaj Kalla Klang Klar Klara Knut
Kok Krook Kvist Lage Lilja Lill Lilly Lind Lindgren Lisa Liv Ljung Lo Lotta Lova Love Lund Lycke Lönn Maj Malm Malva
Mark Max Meja Min Mina Mod Modig My Nord Nova Palm Per Pia Prins Ramp Rask Ren Ring Rita Ros Rosa Rot Ruth
Saga Sam Sand Sax Sig Skog Sköld Sol Sparv Stark Sten Stig Stolt Storm Strand Strid Strå Ström Stål Sund
Sven Svärd Söder Tall Tell Tor Torn Tyra Uggla Urban Valborg Vera Vide Viking Vinter Vår Wall Wide Åke Ärlig Öst
`;
