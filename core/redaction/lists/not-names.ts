/** Capitalised in mid-sentence, and no person. Lower case, chosen by hand. */
export const NOT_NAMES = `
sverige norge danmark finland island europa europas asien afrika amerika usa england storbritannien tyskland
frankrike italien spanien polen ryssland ukraina kina japan indien turkiet irak iran syrien somalia eritrea
afghanistan israel palestina grekland portugal österrike schweiz belgien nederländerna holland ungern rumänien
norden skandinavien balkan london paris berlin rom madrid new york köpenhamn oslo helsingfors bryssel moskva
gud jesus kristus allah jul påsk midsommar pingst advent lucia valborg
google facebook microsoft apple windows teams zoom youtube instagram spotify netflix twitter volvo saab ikea
ericsson scania telia swedbank nordea handelsbanken seb klarna skanska systembolaget apoteket posten
skatteverket försäkringskassan arbetsförmedlingen migrationsverket riksdagen regeringen kommunen regionen
socialstyrelsen polisen trafikverket transportstyrelsen vårdcentralen akademiska karolinska sahlgrenska
alvedon ipren panodil waran voltaren metformin covid corona
jag du han hon den det vi ni de man i på ja nej okej hej tack men och så då nu när var vad hur vem varför
alltså precis exakt visst bra eller
`;
