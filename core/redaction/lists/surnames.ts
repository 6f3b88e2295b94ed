/** Surnames, separated by white space. Sources: the Python packages Faker 40.63.0 and mimesis 22.2.0 (MIT, see README.md). */

/** Frequent in Sweden (Skatteverket, 2025), and older Swedish ones. */
export const SURNAMES = `
Aaberg Aalberg Abbas Abdi Abdullah Aberg Abrahamsson Adelsköld Adolfsson Afzelius Ahl Ahlander
Ahlberg Ahlgren Ahlin Ahlm Ahlqvist Ahlström Ahmad Ahmadi Ahmed Ahrén Albertsson Albinsson
Alexandersson Alfredsson Ali Alm Almgren Almlöf Almqvist Amundson Anderberg Andersen Anderson
Andersson Andreasson Andrén Antonsson Aronsson Arvidsson Asp Aspelund Asplund Augustsson Axelsson
Backlund Backman Backstrom Bengtsson Berg Bergdahl Berggren Bergh Bergius Bergkvist Berglund
Bergman Bergmann Bergquist Bergqvist Bergroth Bergsten Bergstrand Bergstrom Bergström Bergvall
Berndtsson Berntsson Bertilsson Bexell Birgersson Bjorkman Björk Björklund Björkman Blix Blixt
Bloch Blom Blomberg Blomgren Blomkvist Blomquist Blomqvist Blomstedt Boberg Bodin Bohlin Bohman
Bolander Bolin Boman Borg Borgström Boström Brahe Brandt Brate Brink Broberg Brodd Brodin Brolin
Broman Broström Bruun Brännström Bure Burman Bylund Byström Bäck Bäcklund Bäckman Bäckström
Börjesson Carlberg Carlen Carlgren Carlson Carlsson Carlström Casparsson Ceder Cederblom
Cederschiöld Cederström Chen Christensen Claesson Cronholm Dahl Dahlberg Dahlgren Dahlin Dahlman
Dahlquist Dahlqvist Dahlström Dahlén Dalin Danielsson Davidsson Degermark Drakenberg Dyrssen
Edberg Edgren Edin Edling Edlund Edman Edström Edvardsson Edvinsson Egnell Ehrling Einarsson Ek
Ekberg Ekblad Ekbom Ekdahl Ekdal Ekelund Ekenstierna Ekholm Eklund Eklöf Ekman Ekstrand Ekström
Eliasson Elmsäter Elofsson Emanuelsson Emilsson Engberg Engdahl Englund Engman Engström Engvall
Enquist Ericson Ericsson Eriksson Erlandson Erlandsson Ernman Fagerström Fagerudd Falk Farah Ferm
Flink Flodqvist Fogelklou Folkesson Fors Forsberg Forsell Forsgren Forslund Forsman Forsström
Frank Fransson Franzén Fredholm Fredin Fredriksson Friberg Frid Frisk Fält Fältskog Gabrielsson
Gashi Geijer Gentzel Grafström Grahn Granath Granberg Granlund Granqvist Granström Gren Gronberg
Grönberg Grönblom Grönlund Gullberg Gunderson Gunnarsson Gustafson Gustafsson Gustavsson
Gyllenhaal Gyllenstierna Gylling Göransson Hagberg Hagelin Hagerstrom Haglund Hagman Hagström
Hallberg Hallgren Hallin Hallnäs Hallström Halvarsson Hammar Hammarberg Hammarström Hanna
Hansdotter Hansen Hansson Haraldsson Harrysson Hasan Hassan Hedberg Hedin Hedlund Hedman Hedstrom
Hedström Heidenstam Helgesson Hellberg Hellgren Hellman Hellquist Hellqvist Hellsten Hellström
Henningsson Henriksson Hermansson Hildebrand Hjalmarsson Hjelm Hjertsson Hjort Hjortsberg
Hjulström Holgersson Holm Holmberg Holmgren Holmlund Holmquist Holmqvist Holmström Holst Hosseini
Hult Hultberg Hultgren Hultman Hurtig Hussein Hylander Hägg Hägglund Häggström Håkansson Högberg
Höglund Högström Ibrahim Igelström Ingvarsson Isaksson Ismail Israelsson Issa Ivarsson Jacobson
Jacobsson Jafari Jakobsson Jansson Jarl Jensen Jeppsson Jernberg Johannesson Johansen Johansson
Johnson Johnsson Jonasson Jonsson Josefsson Juhlin Järnefelt Jönsson Jörgensen Karlberg Karlsson
Karlström Khalil Khan Kinberg Kjellberg Klang Klasson Kling Knape Knutsson Krantz Kristensson
Kristiansson Kristoffersson Kroon Kvist Källström Lagerfeld Lagerkvist Lagerlöf Landberg Landin
Landström Lantz Larsen Larsson Laxman Leijonhufvud Lennartsson Lestander Levin Li Lidholm Lidström
Lidén Lilja Liljegren Liljeström Lind Lindahl Lindberg Lindbergh Lindblad Lindblom Linde Lindeberg
Lindell Lindelöf Lindeman Linden Linder Linderoth Lindfors Lindgren Lindh Lindholm Lindkvist
Lindman Lindmark Lindquist Lindqvist Lindroth Lindskog Lindström Lindvall Lindén Liu Ljung
Ljungberg Ljungdahl Ljunggren Ljungqvist Lund Lundberg Lundblad Lundbäck Lundeberg Lundell
Lundgren Lundh Lundholm Lundin Lundkvist Lundmark Lundquist Lundqvist Lundström Löf Löfgren Lönn
Lötvall Lövgren Löwenadler Magnuson Magnusson Malm Malmberg Malmborg Malmgren Malmkvist Malmquist
Malmqvist Malmsten Malmstrom Malmström Marklund Martinsson Mattisson Mattson Mattsson Melander
Melin Mikaelsson Moberg Modig Modin Mohamed Mohammad Mohammadi Mohammed Mohamud Molander Molin
Moller Morberg Mustafa Månsdotter Månsson Mårtensson Möller Mörner Naslund Nguyen Nielsen
Niklasson Nilsson Norberg Nord Nordahl Nordberg Nordgren Nordin Nordlander Nordlund Nordquist
Nordqvist Nordstrom Nordström Nordén Noren Norgren Norin Norlin Norling Norman Norrman Norström
Norén Nyberg Nygaard Nygren Nykvist Nylander Nylund Nylén Nyman Nyquist Nyqvist Nystrom Nyström
Näslund Nätterqvist Odenberg Odhner Ohlin Ohlson Ohlsson Ohly Olander Olausson Olderman Olofsson
Olsen Olsson Omar Oskarsson Osman Ossler Ostlund Ostrom Ottosson Palm Palmcrantz Palmgreen
Palmgren Palmquist Palmqvist Palmstruch Paulsson Pedersen Persson Petersen Petersson Pettersson
Pihl Posse Pålsson Quist Qvist Ragnarsson Rask Rasmussen Rasmusson Regnell Rehn Rehnquist
Richardsson Ring Robertsson Roos Rosell Rosenberg Rosenblad Rosengren Rosenquist Rosenqvist Rosén
Roth Rydberg Rydén Rylander Råberg Rönnlund Rönström Sahlin Said Saleh Salomonsson Samuelsson
Sandahl Sandberg Sandell Sandgren Sandin Sandqvist Sandström Schauman Schmidt Segerström Selander
Selin Simonsson Singh Sjöberg Sjöblom Sjödin Sjögren Sjöholm Sjölander Sjölin Sjölund Sjöstedt
Sjöstrand Sjöström Skarsgård Skiöld Skog Skoglund Skoog Sköld Sköldberg Smith Sohlman Sollander
Sparre Sparv Stahre Stark Steen Stenbeck Stenberg Stenbock Stenlund Stenmark Stenström Sterner
Stiernspetz Storm Strand Strandberg Strid Ström Strömberg Strömstedt Ståhl Sund Sundberg Sundborg
Sundelin Sundell Sundin Sundkvist Sundqvist Sundström Svahn Svanberg Svanström Svantesson Svedberg
Svedin Svens Svensson Svärd Swedberg Syrén Söder Söderberg Södergren Söderholm Söderlind Söderlund
Söderman Söderqvist Söderström Sörensen Sörenstam Tegnér Tegstedt Thofelt Thor Thoresson Thorén
Thulin Thunberg Thunman Tornquist Torstensson Torvalds Tran Turesson Törnqvist Törnros Uggla Ulf
Vallin Vesterlund Vestin Vestman Viberg Viklund Vikström Vilhelmsson Vingqvist Wahlberg Wahlgren
Wahlström Walgren Wall Wallberg Wallenberg Wallgren Wallin Wallén Wang Weibull Wennberg Wennerberg
Werner Wersäll Westberg Wester Westerberg Westergren Westerlund Westermarck Westermark Westin
Westlund Westman Wiberg Wicksell Wickström Widforss Widlund Widén Wiklund Wikström Wilhelmsson
Winberg Winblad Zetterberg Zhang Åberg Ågren Åhlund Åkerlund Åkerman Åkerström Åkesson Åman
Ångström Åsberg Åsbrink Åslund Åström Öberg Ögren Öhman Öman Östberg Österberg Östling Östlund
Östman
`;

/** Frequent in other countries whose names are heard in Sweden. */
export const MORE_SURNAMES = `
Aalto Aaltonen Aasa Aasen Aasmäe Aavik Abad Abascal Abbott Abel Abella Abellán Abičić Abrahamsen
Abramov Abramović Abril Acedo Acero Acevedo Ackermann Acosta Adadia Adam Adams Adamson Ader Adler
Adolph Adán Adžijević Afanasjev Aguado Agudo Aguilar Aguilera Aguiló Aguirre Agullo Agustí Agustín
Ahokas Ahola Ahonen Airaksinen Akar Akdeniz Akgündüz Akhtar Akmačić Aksu Akça Akçay Alanen Alanko
Alarcón Alas Alatalo Alba Alberdi Albero Alberola Albers Albert Alberto Alcalde Alcalá Alcaraz
Alcolea Alcántara Alcázar Alegre Alegria Aleksandrov Alekseev Alemany Alemdar Alemán Alexander
Alexandre Alfaro Alfonso Aliaga Alković Allain Allan Allard Allas Allen Aller Allik Almagro
Almansa Almazán Almeida Alonso Alsina Alvarado Alvarez Alves Amador Amanović Amat Amaya Amidžić
Amigó Amor Amores Amorós Amundsen Anaya Anders Andrade Andrašek Andre Andreasen Andreassen Andreev
Andres Andresen Andreu Andrews Andrijašević Andrijević Andrés Anglada Anguita Angulo Anissimov
Aničić Annus Antikainen Antić Antoine Antolković Anton Antonić Antonov Antonsen Anttila Anttonen
Antón Antúnez Aparicio Aragonés Aragón Aramburu Arana Aranda Araujo Arce Archer Arco Arcos
Arellano Arenas Arias Ariza Arjona Armas Armengol Armstrong Arnaiz Arnal Arnau Arnaud Arnesen
Arnold Aroca Arranz Arregui Arribas Arrieta Arro Arroyo Arslan Arsoy Arteaga Artigas Arula Arévalo
Asenjo Asensio Ashton Asikainen Aslan Atienza Atkins Atkinson Atzler Aubert Aubry Auger Aumann
Aune Austermühle Austin Autio Auvinen Avilés Ayala Ayllón Ayuso Azcona Aznar Azorin Babić Bach
Bachmann Badía Baena Baeza Bailey Bailly Bajan Baker Bakke Bakken Baksa Balaguer Balatinac Baldwin
Balinčić Balić Baljak Ball Ballester Ballesteros Baničević Banko Banks Banovac Baquero Barac
Baranov Barać Barba Barbe Barber Barbero Barberá Barbier Barbieri Barbir Barbić Barceló Barco
Barešić Barić Baričević Barišić Barker Barkholz Barković Barlow Barnaba Barnes Barnett Baron
Barragán Barral Barranco Barre Barreda Barrena Barrera Barrett Barriga Barrio Barrios Barros
Barroso Barry Barth Barthelemy Bartlett Bartolomé Barton Barušić Baró Barón Bastida Batalla Bates
Batlle Batrac Batrnek Baudry Bauer Baum Bautista Bauzà Baxter Bayo Bayona Bayón Bazin Bazjak Bačak
Bačić Bašić Bašnec Bebić Becerra Bech Becker Beckmann Beer Begonja Begum Beier Bejarano Belda
Beletić Beljajev Bell Bellido Bello Belmonte Belov Belošević Beltran Beltrán Benard Benavent
Benavente Benavides Bender Benet Benitez Benito Benić Bennett Benoit Benson Benthin Bentley
Benítez Benčić Beraković Berenguer Berge Berger Bermejo Bermudez Bermúdez Bernad Bernal Bernard
Bernardić Bernat Bernier Berntsen Berrocal Berry Bertelsen Berthelot Bertin Bertoša Bertrand
Bertrán Besnard Besson Bevan Beyer Bezić Bibi Bien Biggen Bigot Bijelić Bilbao Bilge Bilgin Bilir
Bingula Binner Birch Bird Birkeland Birkić Birnbaum Birtić Bishop Bićanić Bičak Bičanić Bjeliš
Black Blackburn Blagaić Blake Blanc Blanca Blanch Blanchard Blanchet Blanco Blanes Blasco Blazquez
Blažek Blažević Blažičko Blin Blondel Blot Blázquez Blümel Boada Boban Bobanović Bogadi Bogdan
Bogdanov Bogović Bohlander Bohnbach Boix Bojanić Boljkovac Bolnbach Bolton Bolzmann Bolčević
Bonbach Bond Bondarenko Bonet Bonilla Bonneau Bonnet Bonnin Booth Borak Borissov Borja Borojević
Borošak Borrego Borrell Borrás Bosch Bosilj Botella Botica Botić Boucher Bouchet Boucsein
Boulanger Boulay Bourdon Bourgeois Bousquet Boutin Bouvet Bouvier Bowen Boyer Boyle Bošnjak
Bošnjaković Božanić Božanović Božiković Božić Božičević Božičković Bradić Bradley Bradshaw Brady
Brajković Bralić Brandić Branković Bravo Bray Bračun Brcko Brekke Brennan Breton Brezjan Briand
Briemer Briggs Briones Britvec Brlas Brlek Brletić Brookes Brooks Brown Browne Bruce Bruder Brun
Bruneau Brunel Brunet Bryan Bryant Buchholz Buckley Budig Buendía Bueno Buisson Bukvić Buljan Bull
Bungić Bunić Bunčić Burgess Burgos Burić Burke Burns Burrows Burton Burčul Buršić Busquets
Bustamante Bustos Butcher Butković Butler Butte Buzov Bučanac Bučar Bušljeta Byrne Báez Bárcena
Bähr Bärer Bègue Börner Caballero Cabanillas Cabello Cabeza Cabezas Cabo Cabrera Cabrero Cadenas
Cafuk Calatayud Calderon Calderón Calleja Calvet Calvo Calzada Camacho Cameron Camino Campbell
Campillo Campo Campos Campoy Camps Camus Canales Canals Canet Cano Cantero Cantón Caparrós
Capdevila Carbajo Carballo Carbonell Carbó Cardona Carey Carić Carlier Carlos Carlsen Carmona
Carnero Caro Caron Carpenter Carpentier Carpio Carr Carranza Carrasco Carre Carrera Carreras
Carretero Carrillo Carrión Carro Carroll Carsten Carter Cartwright Carvajal Casado Casal Casals
Casanova Casanovas Casares Casas Cases Caspar Castejón Castell Castellanos Castells Castelló
Castilla Castillo Castrillo Castro Catalá Catalán Cazorla Cepeda Cerdá Cerdán Cerezo Cerro
Cervantes Cervera Cestarić Chacón Chadwick Chamberlain Chambers Chamorro Chan Chandler Chaparro
Chapman Charles Charlton Charpentier Charrier Chartier Chauveau Chauvet Chauvin Chaves Checa
Chevalier Chevallier Chico Christiansen Christoffersen Christoph Chrétien Cichorius Cifuentes
Ciganović Cindrić Cisneros Clark Clarke Clausen Clavero Clayton Clemente Clements Clerc Clément
Coates Cobo Cobos Coca Codina Coello Cohen Colas Cole Coleman Coles Colin Colić Coll Collado
Collet Collier Collin Collins Colom Coloma Colomer Comas Company Conde Conesa Connolly Connor
Conradi Contreras Conway Cook Cooke Cooper Corbacho Cordero Cordier Cornejo Corominas Coronado
Corral Correa Cortes Cortina Cortés Costa Coste Coulon Courtois Cousin Couturier Craig Crawford
Crespi Crespo Crevar Criado Crneković Crnković Cross Cruz Cuadrado Cuenca Cuervo Cuesta Cueto
Cuevas Cukon Culi Cunningham Curtis Cuéllar Cvenić Cvetković Cvetnić Cvitan Cvrtila Cáceres Cámara
Cánovas Cárdenas Céspedes Córdoba Cózar Dabo Dale Dalmau Daly Damijanić Damjanović Daniel Daniels
Danielsen Danilov Darojković Dautanec Dautović Davey David Davids Davidson Davies Davis Davison
Dawson Daza Dean Debelić Dehmel Delahaye Delannoy Delattre Delaunay Delgado Delmas Delorme Demir
Demirel Denis Denissov Dennis Derežić Descamps Deschamps Devaux Deže Diallo Dias Diaz Dickinson
Didier Didović Diego Dietz Diez Dijoux Dippel Ditschlerin Dixon Dizdar Diéguez Dmitriev Dobes
Dobrić Dobson Dodd Doherty Dolinar Dolić Domingo Dominguez Dominiković Dominković Doménech
Domínguez Donaire Donnelly Donoso Dončević Douglas Dowerg Doyle Dragičević Dragobratović
Dragojević Drakulić Drandić Dražić Dretvić Drewes Drozdov Drub Drubin Duarte Dubois Dubovečak
Duffy Dufour Duhamel Dujmović Dukić Dumanlı Dumas Dumont Duncan Dunn Dupont Dupré Dupuis Dupuy
Duque Duran Durand Durdu Durmuş Durán Duval Duvančić Dvojak Dyer Dávila Díaz Díez Döhn Döring Dörr
Dörschner Džapo Eberhardt Ebert Eberth Echevarría Echeverría Eckbauer Edvardsen Edwards Egea
Egorov Ehlert Eide Eigenwillig Eimer Eliassen Eller Ellingsen Elliott Ellis Eloranta Elorza Elías
Engen Enríquez Eraslan Erceg Ercegović Erdoğan Ergotić Ergül Erik Eriksen Erkkilä Ernits Ernst
Eronen Ertaş Eršek Escalona Escamilla Escobar Escolano Escribano Escrivá Escudero Eskelinen Eskola
Espada Esparza Espejo Espinosa Esteban Esteve Estevez Estrada Estévez Eterović Etzler Etzold Evans
Evensen Evrard Exposito Expósito Fabijanić Fabra Fabre Fabregat Faivre Fajardo Falcó Falcón Farmer
Farrell Farré Faulkner Faure Faust Fechner Fedorov Fedotov Feijoo Feliu Ferenac Ferguson Fernandes
Fernandez Fernández Ferrand Ferrando Ferreira Ferrer Ferrera Ferreras Ferrero Ferrán Ferrández
Ferrándiz Fiebig Field Figueras Figueroa Figuerola Filar Filatov Filipović Filippov Filipčić Finch
Finke Fiol Fischer Fisher Fitzgerald Fjodorov Flantz Flego Fleming Fletcher Fleury Fliegner Flor
Flores Flynn Folch Fomin Fonseca Font Fontaine Ford Forjan Forster Fortuny Foster Foucher Fouquet
Fournier Fowler Franch Francis Francisco Franco Frandsen Franić Franičević Franjić Franke Franklin
Franušić François Fraser Frederiksen Fredriksen Freeman French Freudenberger Friis Fritsch Friščić
Frketić Frolov Frost Frutos Frías Fröhlich Fuente Fuentes Fuertes Fuller Fuster Fuček Fábregas
Förster Fırat Gabaldón Gabud Gaillard Galan Galešić Galiano Galindo Galić Gallagher Gallardo
Gallart Gallego Gallet Gallo Galović Galvez Galván Galán Garay Garcia Garcés García Gardiner
Gardner Gargallo Garmendia Garner Garnier Garrido Garriga Garzón Gascón Gaudin Gauthier Gautier
Gavrilov Gaya Gegić Gehringer Geisel Geisler Geißler Gelabert Gelemanović George Georges
Gerassimov Gerlach Germain Gertz Gibbons Gibbs Gibert Gibson Gierschner Gieß Gilabert Gilbert
Giles Gill Gilles Gillet Gimenez Gimeno Giménez Giner Giralt Girard Giraud Girona Girschner Girón
Gisbert Glasnović Glavan Glavor Gligora Glover Gnatz Godard Goddard Godfrey Godinić Godoy
Goicoechea Golubev Golubić Gomes Gomez Gomila Gomis Goncalves Gontšarov Gonzalez Gonzalo González
Goodwin Gorbunov Gordillo Gordon Gorlitz Gosselin Gotić Gotthard Gough Gould Govorčinović Gracia
Gracin Graf Graham Granados Grande Grant Gras Grau Gray Grba Grbac Gredičak Greenwood Gregersen
Gregory Gregov Grenier Grgić Grgurević Grgurić Grgurovac Griffin Griffiths Grigoriev Gromov
Grondin Gros Gross Grubišić Grégoire Grönroos Gröttner Gržetić Gržinčić Gual Guardia Guardiola
Guberović Gude Gudelj Guerra Guerrero Guibert Guichard Guijarro Guilbert Guillaume Guillen Guillet
Guillon Guillot Guillou Guillén Guitart Gulan Gulbrandsen Gumprich Gundersen Gunpf Gusev Gute
Gutierrez Gutiérrez Gutknecht Guyon Guyot Guzman Guzmán Guérin Guštin Gálvez Gámez Gárate Gérard
Gómez Gülen Güçlü Haapala Haapanen Haapaniemi Haase Haataja Haavisto Hadrović Hadžić Haering Hagen
Hahn Hakala Hakkarainen Halambek Halapir Hale Hallik Halme Halonen Halvorsen Hamann Hamel Hamilton
Hammond Hamon Hancock Hande Hannula Hanson Hanssen Hançer Hanžek Harapin Hardi Harding Hardy
Hargreaves Harju Harloff Haro Harper Harris Harrison Hart Hartikainen Hartley Hartmann Hartung
Harvey Hauffer Haug Hauge Haugen Haugland Hautala Hautamäki Haverinen Hawkins Hayes Haynes
Hayrioğlu Hayward Heath Hebert Hecker Heidrich Heikkilä Heikkinen Hein Heino Heinonen Heinrich
Heinsalu Heinsoo Heintze Heinz Heiskanen Helenius Helin Helland Hellwig Helminen Henck Henderson
Hendriks Henk Henriksen Henry Henschel Hentschel Heras Herbert Herceg Heredia Hering Hermann
Hermansen Hermighausen Hernandez Hernando Hernández Herout Herranz Herrera Herrero Herrmann
Hertrampf Hervia Hervás Hervé Heser Hesse Hethur Hettner Heuser Hewitt Heydrich Hećimović Hicks
Hidalgo Hierro Hietala Hietanen Higgins Higueras Hill Hiller Hilton Hiltunen Hinić Hirvonen Hoarau
Hoareau Hobbs Hodak Hodgson Hoffmann Hofmann Hokkanen Holappa Holden Holland Holloway Holmes
Holopainen Holsten Holt Holzapfel Honkanen Hooper Hope Hopkins Horak Hornich Hornig Horton Horvat
Horvatek Horvatinec Horvatić Houghton Howard Howarth Howe Howell Howells Hoyos Hrabar Hranić Hranj
Hrastinski Hren Hrvojić Hršak Hrženjak Hubert Hudson Huerta Huertas Huet Hughes Huguet Huhn
Huhtala Huljev Humbert Humphreys Humphries Hunt Hunter Huotari Huovinen Hurst Hurtado Husnjak
Hussain Hutchinson Huttunen Huuskonen Hyde Hyttinen Hytönen Hyvärinen Hyvönen Häkkinen Hämäläinen
Hänel Hänninen Häring Härkönen Härm Höfig Hölzenbecher Hörle Hövel Hübel Ibarra Iborra Iglesia
Iglesias Ignac Ignatjev Ihalainen Ikonen Ilijić Ilinović Ilić Iljin Ilves Imbert Immonen Infante
Ingram Iniesta Iqbal Iriarte Isaksen Isern Ivandić Ivanov Ivanović Ivančan Ivask Iversen Ivšić
Izaguirre Izquierdo Jaakkola Jaakson Jaanson Jaanus Jaatinen Jackson Jacob Jacobsen Jacques
Jacquet Jacquot Jagarinec Jagečić Jakobsen Jakobson Jakopec Jakopović Jakovac Jaković Jakovlev
Jakovljević Jakupić Jakuš Jalakas Jalonen James Jara Jarvis Jasprica Jauhiainen Jaume Jaén Jean
Jefimov Jegorov Jelavić Jelić Jemrić Jenkins Jennings Jenssen Jeppesen Jepsen Jerez Jerković
Jermakov Jeršov Jespersen Jessel Jessen Jimenez Jiménez Jockel Johann Johannessen Johanson John
Johnsen Johnston Jokela Jokinen Joly Jones Jonjić Jopich Jordan Jordá Jordán Joseph Josipović
Joubert Jourdan Jovanovac Jovanović Jove Jover Jović Joyce Jozić Juan Jugovac Juhanson Juhkam
Jukić Julien Juliá Julián Junck Juncken Jungfer Junitz Junk Junken Juntunen Jurado Juretić Jureško
Jurić Jurišić Jurjević Jurković Jurlina Jurčić Jussila Juvonen Juárez Jáuregui Jähn Jäkel Jänes
Jäntsch Jäntti Järv Järve Järvelä Järvenpää Järvi Järvinen Jääskeläinen Jódar Jørgensen Jürgens
Jürgenson Jürisson Jüttner Kaasik Kabus Kadak Kade Kadija Kahlina Kaikkonen Kainulainen Kala
Kalamees Kalanjoš Kalazić Kalda Kalinin Kaljula Kaljurand Kaljuste Kaljuvee Kallas Kallaste
Kallert Kallio Kalm Kalmus Kambs Kanerva Kangas Kangro Kangur Kaniški Kankaanpää Kantola Kapp
Karadeniz Karagić Karamarko Karge Karhu Karhunen Kari Karjalainen Karlović Karlsen Karmelić Karpov
Karppinen Karro Karttunen Karu Karuza Karvinen Karvonen Karz Kasak Kase Kasemaa Kasemets Kask Kass
Katić Kattai Kaul Kauppila Kauppinen Kaur Kauzlarić Kazakov Keinänen Kelder Keleković Kelečić
Kelić Kelly Kemp Kemppainen Kennedy Kensy Kent Kereković Kerr Keränen Keskinen Keskitalo Kesküla
Ketola Kettunen Keudel Kevo Kiik Kiil Kiis Kiisk Kikas Kikkas Kilk Killer Kilpeläinen King Kink
Kinkela Kinnunen Kirby Kirillov Kirinčić Kirk Kirs Kirsipuu Kirss Kisseljov Kitzmann Kiuru Kivelä
Kivi Kivilo Kivimäe Kivimäki Kivinen Kiviniemi Kivistik Kivistö Kjeldsen Kjær Klaas Klanac Klapp
Klarin Klarić Klasić Klausen Klein Klemm Klemt Kligl Klimov Klingelhöfer Klotz Knappe Knezović
Knežević Knight Knowles Knudsen Knutsen Kobelt Koch Kocijančić Koger Kohl Kohv Koistinen Koit
Koitla Koivisto Koivula Koivunen Kokanović Kokk Kokko Kokkonen Kokorić Kolarec Kolega Kolehmainen
Kolesnik Kolić Kolk Komar Komarov Komljenović Komulainen Kondratjev Konovalov Konstantinov Kont
Konttinen Kool Koort Kopjar Koponen Koppel Korhonen Korol Korpela Korpi Kortelainen Korutürk
Kosanović Kosić Koskela Koski Koskinen Kosonen Kostanić Kostelac Kostin Kostolzin Kotkas Kotov
Koval Kovanen Kovač Kovaček Kovačević Kovačić Kozlov Koški Koščević Krajcar Kralj Kraljević
Kraljić Kramarić Kramer Kranz Kraus Krause Kraushaar Krebs Krein Kresonja Kreusel Kriisa
Kristensen Kristiansen Kristoffersen Križan Krogh Kroker Krpan Kruglov Kruschwitz Krznarić Krčelić
Kršanac Krželj Kudrjavtsev Kuhl Kuisma Kujala Kujundžić Kukkonen Kukučka Kulikov Kulmala
Kumpulainen Kunac Kuningas Kuosmanen Kupsjak Kurg Kurki Kurm Kuronen Kurtoić Kurvits Kusch Kutsar
Kuus Kuuse Kuusela Kuusik Kuusisto Kuusk Kuveždić Kuzmin Kuzmić Kuznetsov Kučić Kuščević Kyllönen
Kähkönen Kämäräinen Kärki Kärkkäinen Kärner Käsper Käster Käär Käärik Köhler Köster Kühnert Kütt
Kısakürek Laakkonen Laakso Laaksonen Laan Laane Laanemets Laas Labaš Labbé Labinjan Lachmann
Lacombe Lacroix Ladavac Ladeck Lagarde Lago Laguna Laht Lahti Lahtinen Laiho Laine Laitinen
Lakošeljac Laks Lamas Lamb Lambert Lammi Lampinen Lamy Landa Lane Lang Lange Langern Langlois
Lankinen Laporte Lappalainen Lara Laroche Larrea Lasa Lasić Lass Lassen Lassila Lastra Latvala
Laukkanen Launay Laur Laurent Lauri Lauridsen Laurila Lauritsen Laursen Lawrence Lawson Lazar
Leach Leal Lebedev Leblanc Lebon Lebreton Lebrun Leclerc Leclercq Lecomte Leconte Lecoq Ledesma
Ledoux Leduc Lees Lefebvre Lefort Lefèvre Legendre Legović Legrand Legros Lehikoinen Lehiste
Lehmann Leht Lehtimäki Lehtinen Lehtla Lehtmets Lehto Lehtola Lehtonen Leino Leinonen Leis Leiva
Lejeune Lelas Leleu Lelièvre Lemaire Lember Lemoine Lemonnier Lenić Lenoir Leon Leonard Lepik
Lepistö Lepp Leppik Leppänen Lerma Leroux Leroy Lesage Leskinen Letellier Lewis León Lešić
Lešković Leščić Liber Liblik Licul Liebelt Lien Liimatainen Liiv Liiva Liivak Liivamägi Lill
Lillemets Lillo Linares Lindau Lindner Lindroos Link Linke Linna Liović Lipp Lipponen Lisica
Little Liukkonen Ljubetić Ljubić Ljubičić Llabrés Lladó Llamas Llano Llanos Lledó Llobet Llopis
Llorens Llorente Lloret Lloyd Lluch Lobato Lobo Loginov Loiseau Lojen Lokk Lombard Lomp Long
Loorits Loos Lopes Lopez Lorch Lord Lorencin Lorenzo Losa Losada Losekann Louis Lovrić Lowe Lozano
Lucas Lucena Lucić Luht Luik Luján Lukin Lukinić Lukić Lukk Lukša Lukšić Lumbreras Lumi Lumiste
Luna Luoma Luque Luts Luukkonen Luís Lučić Lynch Lyons Lähteenmäki Lätt Lääne Lääts Léger Lévy
López Löchel Löffler Löwer Lübs Maasik Macan Macdonald Mace Machado Macias Macías Madisson Madrid
Madrigal Madsen Madunić Maestre Magić Mahe Mahmood Mahnet Maidla Maillard Maillet Maillot Majdenić
Majstorović Makarov Makkonen Makovac Maksimov Maldonado Maletić Malinen Mallet Malnar Malo Maloča
Mamić Mamula Mancebo Mandel Mangold Manjón Mann Manninen Manning Manrique Mans Manso Mansız Manuel
Manzanares Manzano Manço Maras Marasović Maraš Marchal Marchand Marco Marcos Mardešić Maretić
Margraf Marie Marijanović Marin Marinković Marinović Marion Maripuu Mariscal Marić Maričević
Marjanović Mark Markanjević Markkanen Markovac Marković Markus Markuš Marques Marquez Marqués
Marsden Marsh Marshall Martel Marti Martikainen Martin Martineau Martinez Martinić Martinović
Martins Martinsen Martinson Martinčević Martić Martorell Marttila Marttinen Marty Martí Martín
Martínez Marušić Mary Maréchal Marí Marín Maršić Maržić Mascaró Maslov Mason Masse Masson Mata
Matahlija Matana Matas Mate Mateo Mateos Mateu Mateša Mathiasen Mathiesen Mathieu Mathisen Matijaš
Matijević Matikainen Matilainen Matić Matko Matković Matokanović Matovina Matošević Matthews
Matthäi Mattila Matulin Matulić Matvejev Maurice Maury Mavra Mayo Mayol Mayoral Maza Maćešić Medač
Medina Medić Medved Medvedev Meier Meister Meić Melero Mellor Melnik Meléndez Mena Menard Mende
Mendez Mendizábal Mendoza Mendès Menendez Mentzel Menéndez Mercader Mercier Merila Meriläinen
Merino Merkaš Merle Mesa Mesarić Mesić Metcalfe Mets Metz Meunier Meyer Miah Michaud Michel
Michelson Middleton Mielcarek Mies Miettinen Miguel Mihalić Mihaljević Mihelčić Mihhailov Mihić
Mikić Mikk Mikkelsen Mikkola Mikkonen Miklečić Mikulandra Mikulec Mikulčić Milas Milatić Miles
Miletić Milevoj Milina Miličić Milla Miller Millet Mills Millán Miloslavić Milotić Milovac Mimica
Miočić Miralles Miranda Mironov Mirosavljević Mirt Miró Misicher Mistry Mitchell Mitschke Mitt
Mičetić Mišak Miše Mišković Modrić Moen Mofardin Mogensen Mohaupt Moilanen Moisio Moles Molina
Moliner Molins Moll Monnier Mononen Monreal Montalbán Montenegro Montero Montes Montesinos Montoya
Montserrat Moor Moore Moraleda Morales Moran Morante Morata Morcillo Moreau Morel Morell Moreno
Morera Morgan Morillo Morin Morić Morley Moroz Morris Morrison Mortensen Morton Morvan Morán
Moscarda Mosemann Moslavac Mosquera Moss Moulin Moya Močibob Mraović Mude Mudri Mudronja Muhonen
Mulet Muller Munoz Murcia Murillo Muro Murphy Murray Muru Must Mustapić Mustač Mustonen Mušćet
Mužina Mužić Myers Myhre Myklebust Myllymäki Mármol Márquez Mäenpää Mäeots Mäesalu Mägi Mäkelä
Mäki Mäkinen Mälzer Mänd Mändla Männik Männiste Männistö Mäntylä Määttä Méndez Mínguez Möchlichen
Mölder Møller Múgica Mühle Mülichen Müller Mürk Müür Müürsepp Nadal Nakić Naranjo Narváez Naser
Nash Naumov Navarrete Navarro Navas Naylor Nazarov Načinović Nebot Nedić Neira Nelson Nerger Nette
Neureuther Neuschäfer Nevado Nevala Nevalainen Neveu Newman Newton Nicholls Nicholson Nicolas
Nicolau Nicolás Niemeier Niemelä Niemi Nieminen Nieto Niiranen Niit Nikiforov Nikitin Nikolaev
Nikolić Nikula Nilsen Nimac Niskanen Nissen Nissinen Nixon Nišević Nižetić Noack Noble Nogueira
Noguera Nogués Nohlmans Nolan Norac Noriega Normand Norris North Norton Nousiainen Novak Novikov
Novoa Novosel Noël Nurk Nurm Nurmi Nurminen Nuut Nuutinen Nykänen Næss Nørgaard Obradović Obratov
Ochoa Oderwald Odobašić Oestrovsky Oikarinen Oinonen Ojala Ojanen Ojaste Ojeda Oksanen Olesen
Olesk Oliva Olivares Oliver Olivera Oliveras Olivier Olivé Oller Ollikainen Ollila Ollivier Olmedo
Olmo Oras Orav Orbanić Orešković Orlić Orlov Orlović Orozco Ortega Ortiz Ortmann Oršolić Oršoš
Oršulić Osborne Osorio Ossipov Osuna Otero Otto Overgaard Owen Owens Ozimec Paal Paananen Paap
Paas Paavilainen Paavola Pablo Pacheco Padilla Paffrath Page Pages Pagès Paju Pajula Pajunen Pajur
Pakarinen Palacio Palacios Palau Palić Pallarès Palma Palmer Palomar Palomares Palomino Palomo
Palomäki Palu Pamić Pandurić Paniagua Panov Papak Paparić Paradi Pardo Paredes Pareja Parejo
Parent Paris Parker Parkes Parkin Parkinson Parkkinen Parra Parry Parsons Partanen Parts
Parviainen Pasanen Pascal Pascual Pasquier Pastor Patberg Patel Patterson Paul Paulsen Pavelić
Pavin Pavić Pavičić Pavković Pavlov Pavlović Pavón Payet Payne Pazos Peacock Pearce Pearson Pechel
Pecotić Pedišić Pedraza Pedrero Pedro Pedrosa Peharda Pehkonen Peinado Peiró Pekkala Pekkarinen
Pelayo Pelkonen Pelletier Pellicer Peltier Peltola Peltonen Peltoniemi Peláez Penić Pennanen Pent
Penttilä Penttinen Pera Perak Peral Perales Peralta Perea Pereira Perelló Perera Perez Pergande
Perić Perišić Perkins Perkov Perković Peron Peroš Perret Perrier Perrin Perrot Perry Peruško
Perälä Perčić Pesonen Petek Peterlik Peters Peterson Petit Petitjean Petrić Petričević Petrov
Petrović Pettai Pettersen Peukert Pečur Peša Pešić Philippe Phillips Picard Pichon Pickering
Pieper Pierre Pietilä Pihelgas Pihlak Piho Piir Piirainen Piirsalu Pikec Pikk Piljek Pina Pineau
Pineda Pinedo Pinilla Pino Pintarić Pinto Pintor Piquer Pires Pirinen Pitkänen Pizarro Plana
Planas Plantak Plantek Plath Plaza Plažanin Pleše Ploom Pohjola Pohl Poirier Pokas Pokos Polić
Poljak Poljakov Pollard Polo Polonijo Polović Pomares Pombo Ponce Pongrac Pons Pont Poole Poom
Pope Popov Popović Porcel Poropat Porras Porta Porter Portero Portillo Posada Poslon Post Potier
Potter Pottier Potts Poulain Poulsen Powell Power Poza Pozder Pozo Pozuelo Požega Prada Prado Prat
Prats Pratt Predovan Preiß Prelec Preočanin Preston Pribanić Price Priego Prieto Priselac
Pritchard Prpić Prskalo Prtenjača Pruschke Pruul Pruvost Prévost Puente Puerta Puga Pugh Puhakka
Puharić Puig Pujadas Pujol Pukk Pulido Puljiz Pulk Pulkkinen Puranen Putinja Putz Puusepp
Puustinen Puškarić Páez Pärn Pärna Pärnpuu Pärtel Pärtzelt Pääkkönen Pérez Pölitz Pöllänen Püvi
Quero Querol Quesada Quevedo Quinn Quintana Quintanilla Quintero Quiroga Quirós Raadik Raag Raamat
Raatikainen Radelić Radin Radinović Radisch Radić Radman Radojković Radolović Radović Radočaj
Radošević Raguž Rahija Rahman Raid Raidma Raja Rajala Rajn Rajčić Rakela Rakuljić Raljević Ramirez
Ramis Ramos Ramírez Ramón Rand Randall Randmaa Randoja Ranta Rantala Rantanen Raspor Rastija Raud
Raudsepp Rauhala Rautiainen Rautio Ravn Raya Raymond Raynaud Rađenović Rašeta Rašić Ražov Read
Real Rebane Rebić Rebollo Recio Redondo Reed Rees Reeves Regnier Reguera Reichmann Reid Reig
Reimann Reina Reinhardt Reinikainen Reinsalu Reising Remmel Renard Renaud Renault Rendulić Renner
Repo Requena Resanović Reuter Revilla Reyes Reynaud Reynolds Rhodes Riba Ribarić Ribas Ribeiro
Ribera Ribes Ribić Ribičić Ricart Rice Richard Richards Richardson Rico Riehl Riera Riihimäki
Riikonen Rijetković Riley Rincón Rinne Rintala Rios Riou Ripoll Riquelme Risek Rissanen Ritoša
Ritter Rius Rivas Rivera Rivero Rivière Ričko Robert Roberts Robertson Robin Robinson Robledo
Robles Robson Roca Rocamora Roce Rocha Roche Rocher Roda Rodrigo Rodrigues Rodriguez Rodríguez
Roger Rogers Rogge Rogner Rogošić Rohleder Roht Rohtla Roig Rojas Rojnić Roldan Roldán Rolland
Roma Roman Romanov Romero Romeu Román Ronkainen Roosileht Roots Ropero Rosa Rosado Rosales Rose
Roselló Rosemann Rosenow Rosin Roskoth Roso Ross Rosselló Rossi Roura Rousseau Roussel Rousset
Roux Rovira Rowe Rowley Royer Royo Rozas Ruano Rubeša Rubinić Rubio Rudolph Rueda Ruiz Rukavina
Rumjantsev Rumora Ruotsalainen Ruppersberger Ruppert Russell Rust Ruud Ruus Ruuskanen Ryan
Rytkönen Ryynänen Rädel Räisänen Räsänen Rätsep Räty Rémy Ríos Ródenas Röhrdanz Röhricht Römer
Rönkkö Rörricht Rønning Rüütel Saar Saare Saarela Saari Saarinen Saastamoinen Saavedra Sabater
Sabljak Sabol Sacristán Saez Safronov Sager Sainio Sainz Sakarya Sakač Saks Salamanca Salas
Salazar Salcedo Sales Salgado Salinas Sallinen Salmela Salmerón Salmi Salminen Salmon Salo Salom
Salomaa Salonen Salopek Salu Salumets Salumäe Salvador Salvà Salz Samper Samson Sanabria Sanchez
Sancho Sander Sanders Sanderson Sandoval Sandvik Sanjuan Sanmartín Sanmiguel Sans Santamaria
Santamaría Santana Santiago Santos Sanz Sarabia Sarap Sarapuu Sardelić Sarmiento Sarv Sastre Sauer
Saul Saunders Saura Sauvage Savage Saveljev Savolainen Schaaf Schacht Scheel Scheibe Schenk
Scheuermann Schinke Schleich Schlosser Schmidtke Schmiedecke Schmiedt Schmitt Schneider Schofield
Scholl Scholtz Scholz Schomber Schottin Schou Schuchhardt Schultz Schulz Schuster Schweitzer
Schwital Schäfer Schönland Schüler Scott Sebastián Seco Sedano Sedlar Segarra Segebahn Segovia
Seguin Segura Seguí Seidel Seifert Seip Semenov Semialjac Seničić Sepp Seppä Seppälä Seppänen
Sergejev Serna Serra Serrano Seršić Seven Sever Sevilla Sevillano Sezer Sezgin Shah Sharp Sharpe
Shaw Shepherd Sheppard Short Sibul Sidorov Siering Sierra Sihvonen Siim Sikirić Sikk Sild
Sillanpää Sillaots Sillaste Silm Silva Silvennoinen Simić Simmons Simola Simon Simonen Simonsen
Simpson Sims Simson Simó Sinclair Sinožić Sipilä Sirel Sirotić Sirviö Sirén Sisask Sivertsen
Skinner Skov Skupnjak Sladonja Slater Slavica Smart Smirnov Smoković Smolić Sobolev Sobota Sobrino
Soini Soininen Sokač Sokić Sokk Sokol Sokolov Sola Solana Solano Solberg Soldo Soler Solera
Solheim Solomun Solovjov Solsona Solé Solís Somoza Sontag Soon Soosaar Soosalu Soots Sorgatz Soria
Soriano Sorić Sorokin Sosa Sotelo Soto Soylu Sošić Speer Spencer Spieß Sršen Stadelmann Stahr
Stanić Staničić Stanley Stančin Starčević Staude Steckel Steele Steffensen Steinberg Stepanov
Stephens Stephenson Steuer Stevens Stevenson Stewart Stey Stiebitz Stiffel Stipanović Stiperski
Stojanov Stojnić Stojčević Stokes Stoll Stolnik Stolze Stone Storey Stošić Stražičić Striebitz
Strinavić Stroh Strøm Stumpf Stupalo Suarez Suhonen Suits Sulg Sullivan Summers Suomalainen
Suominen Surać Sureda Susi Sutinen Sutt Sutton Suur Suvi Suvorov Suárez Svendsen Svetličić Swift
Sykes Syrjälä Sáenz Sáez Sánchez Säde Säuberlich Sæther Söding Sölzer Sööt Søndergaard Sørensen
Süßebier Taal Taboada Taipale Takala Talavera Talbot Tali Talts Tamarit Tamayo Tamberg Tamm Tamme
Tammik Tamminen Tangen Tanguy Tanskanen Tapia Tarassov Tarhan Tarvainen Taskinen Taylor Techer
Teder Teearu Teesalu Teixeira Tejada Tejedor Tejera Tejero Tello Tena Tenorio Tepeš Teras Terlević
Terrón Teruel Tervo Terzić Tessier Tevetoğlu Texier Textor Tešija Thanel Thibault Thierry Thies
Thomas Thomassen Thompson Thomsen Thomson Thornton Thorpe Thorsen Thygesen Tiainen Tihhomirov
Tiihonen Tiik Tiits Tikka Tikkanen Tilk Timofejev Timonen Tintzmann Tirado Tirkkonen Tisaj Titov
Tlustek Todd Toft Toivanen Toivonen Toić Toledo Tolj Tolonen Tolosa Tolvanen Tomas Tomingas Tomić
Tomičić Tomlinson Tomljanović Tomson Tomás Tomé Tonc Toom Toome Tooming Toomsalu Toots Topić Tormo
Toro Torralba Torre Torrecilla Torrens Torrent Torrents Torres Torrijos Totić Toussaint Tovar
Townsend Traore Trapp Trbović Trei Treial Treier Trgovčić Trillo Triplat Trnski Trofimov Trommler
Trub Trubin Trujillo Trupp Trutanić Truu Tröst Trüb Tschentscher Tsvetkov Tucker Tudela Tudić
Tudor Tuisk Tuksar Tuomi Tuominen Tuovinen Turina Turk Turnbull Turner Turpeinen Turpin Turudić
Turunen Turčinov Tuul Tuulik Tuđa Tušek Tuškan Tveit Tyler Täht Tähtinen Täsche Téllez Türk Ugarte
Ugrinić Uibo Ukić Ullmann Ullrich Uotila Uriarte Uribe Urlić Urrutia Uría Uusitalo Uustalu Ušić
Vaci Vaher Vaht Vahter Vahtra Vaillant Vain Vainio Vaino Valbuena Valcárcel Valderrama Valdés
Valencia Valenciano Valentin Valentić Valentín Valenzuela Valera Valero Valette Valge Valjetić
Valk Valkama Valkonen Vall Valle Vallejo Vallet Valls Vallée Vallés Valtonen Valverde Vaquero
Varela Vares Varga Vargas Varik Varis Vartiainen Vasiliev Vasseur Vaughan Vazquez Vega Veić Vela
Velasco Velázquez Vendrell Venäläinen Vera Verdejo Verdier Verdugo Verdú Vergara Veski Vestergaard
Vesterinen Viana Vicens Vicente Vidaković Vidal Vidas Vidov Vidović Vigil Viik Viira Viitala
Viitanen Viks Vila Vilalta Vilanova Vilaplana Vilar Viljanen Viljevac Vill Villa Villalba
Villalobos Villalonga Villanueva Villar Villaverde Villegas Villemson Villena Vincent Vincetić
Vinogradov Virta Virtanen Visnapuu Vitasović Vives Vizcaíno Vižintin Vladislavić Vlassov Vlašić
Vogt Voisin Vojković Volarević Volarić Volkov Vollbrecht Vorkapić Vorobjov Voronin Voutilainen
Vozila Vrabelj Vranić Vrban Vretenar Vrhovec Vugdelija Vugec Vukman Vukobratović Vuković Vukušić
Vuljak Vuorela Vuori Vuorinen Vučetić Vučin Vučković Vázquez Vähi Väisänen Väli Välimäki Väyrynen
Väänänen Vélez Wade Wagenknecht Wagner Walker Wallace Wallis Walsh Walter Walters Walton Ward
Warmer Warner Warren Waters Watkins Watson Watts Webb Weber Webster Weihmann Weimer Weinhage
Weinhold Weiss Weitzel Weiß Welch Weller Wells Wende Wernecke Wesack West Weston Wheeler White
Whitehead Whitehouse Whittaker Wiek Wieloch Wilkins Wilkinson Williams Williamson Willis Wilms
Wilmsen Wilson Winkler Winter Winther Wirth Wohlgemut Wong Wood Woods Woodward Wright Wulf Wulff
Wyatt Wähner Yaman Yates Ylinen Ylitalo Ylönen Yorulmaz Young Yuste Yüksel Yıldırım Yılmaz Zabala
Zabaleta Zahharov Zahn Zaitsev Zakinja Zamora Zamorano Zanoški Zapata Zaragoza Zeba Zebec Zelić
Zengin Zgorelec Ziegert Zimmer Zirme Zmaić Zobel Zorbach Zorlu Zorrilla Zrilić Zrinski Zubčić
Zujev Zurita Zänker Étienne Öcalan Ødegård Østergaard Ülker Ćorić Ćosić Ćurić Čagalj Čargonja
Čizmić Čižmešija Čotić Čović Čubrić Čudić Čukman Čulina Čuljak Čupić Čuček Đurašević Đurinić Šalić
Šantić Šargač Šarić Šarlija Šegović Šelendić Šeparović Šestak Šestan Ševtšenko Šibalić Šimara
Šimić Šimičić Šimunić Šimunović Šinković Šipek Šipić Šitum Škara Škoda Škrlin Škrnički Škrtić
Škugor Škunca Šokčević Šošić Šoštarić Špika Špišić Špoljarić Špralja Štefanec Štefović Štifanić
Štimac Štrbac Štrljić Šturlan Štšerbakov Šunjić Šupraha Šuran Šurbek Šurina Šverko Žabjačan Žagar
Žerjav Žeželić Žiković Živić Živković Žufika Žugec Žukov Žunec Županić Žuravljov Žuvela Žužić
`;
