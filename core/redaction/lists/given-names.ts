/** Given names, separated by white space. Source: the Python package Faker 40.63.0 (MIT, see README.md). */

/** Frequent in Sweden (Isof, 2023). */
export const GIVEN_NAMES = `
Aaron Abbas Abdi Abdirahman Abdul Abdullah Abdullahi Adam Adele Adnan Adrian Agne Agnes Agneta
Agnieszka Ahmad Ahmed Aina Aisha Alan Alba Albert Alberto Albin Alejandro Aleksandra Alex
Alexander Alexandra Alexis Alf Alfons Alfred Algot Ali Alice Alicia Alina Allan Alma Alva Alvar
Alve Alvin Amadeus Amalia Amanda Amelia Amelie Amin Amina Amir Amira Ana Anas Anders Andrea
Andreas Andres Andrew Andrzej André Andréas Anette Angela Angelica Angelika Angelina Anita Anja
Ann Ann-Britt Ann-Charlott Ann-Charlotte Ann-Christin Ann-Christine Ann-Kristin Ann-Louise
Ann-Mari Ann-Marie Ann-Sofi Ann-Sofie Anna Anna-Karin Anna-Lena Anna-Lisa Anna-Maria Anne
Anne-Marie Anneli Annelie Annette Annica Annie Annika Annikki Antero Anthony Anton Antonia Antonio
Arne Arnold Aron Arthur Artur Arvid Assar Asta Aston Astrid August Aurora Axel Barbara Barbro
Beata Beatrice Bella Ben Bengt Benjamin Benny Berit Berndt Bernhard Bernt Bert Bertil Betty Bianca
Bill Billy Birger Birgit Birgitta Bjarne Björn Bo Bodil Boel Boris Brita Britt Britt-Mari
Britt-Marie Britta Bror Bruno Börje Cajsa Camilla Carin Carina Carl Carl-Johan Carlos Carmen
Carola Carolin Carolina Caroline Casper Cassandra Catarina Catharina Cathrine Catrin Cecilia
Celine Charles Charlie Charlott Charlotta Charlotte Christel Christer Christian Christin Christina
Christine Christofer Christoffer Christopher Claes Clara Clas Claudia Colin Conny Cornelia
Cristina Curt Dag Dagmar Dagny Dan Daniel Daniela Daniella Dante David Del Denise Dennis Desirée
Diana Dick Doris Douglas Ebba Ebbe Eddie Edgar Edit Edith Edvard Edvin Edward Edwin Egon Einar
Eira Eivor Elena Eleonor Eleonora Elias Elin Elina Elinor Elis Elisa Elisabet Elisabeth Elise
Elizabeth Ella Ellen Ellie Ellinor Elliot Elly Elma Elmer Elna Elof Elsa Else Elsie Elsy Elton
Elvin Elvira Elvis Elvy Emanuel Emelie Emil Emilia Emilie Emilio Emily Emma Emmy Enar Engla Eric
Erica Erik Erika Erland Erling Erna Ernst Eskil Estelle Ester Esther Ethel Eugen Eva Eva-Lena
Evald Evelina Evelyn Evert Evy Ewa Fabian Fanny Fatima Felicia Felix Ferdinand Filip Filippa
Florence Folke Frank Frans Fred Fredric Fredrik Fredrika Freja Frida Fritz Gabriel Gabriella Georg
George Gerd Gerda Gerhard Gert Gertrud Gillis Gisela Glenn Gottfrid Greger Greta Gudrun Gun
Gun-Britt Gunborg Gunhild Gunilla Gunnar Gunnel Gunvor Gustaf Gustav Göran Gösta Göte Hamid Hampus
Hamza Hanna Hannah Hannele Hannes Hans Harald Harriet Harry Hasan Hassan Hedda Hedvig Heidi Helen
Helena Helene Helga Helge Helmer Helén Heléne Henning Henric Henrietta Henrik Henry Herbert Herman
Hilda Hilding Hillevi Hilma Hjalmar Hjördis Holger Hugo Hussein Håkan Ian Ibrahim Ida Idun Ilona
Ilse Ina Ines Inez Ing-Britt Ing-Marie Inga Inga-Britt Inga-Lill Ingalill Inge Ingeborg Ingegerd
Ingegärd Ingela Ingemar Inger Ingmar Ingrid Ingvar Irene Iris Irma Iréne Isa Isaac Isabel Isabell
Isabella Isabelle Isac Isak Ismail Ivan Ivar Jack Jacob Jakob Jamal James Jan Jan-Erik Jan-Olof
Jan-Åke Jane Janet Jari Jarl Jasmin Jasmine Jean Jeanette Jennie Jennifer Jenny Jens Jerker Jerry
Jesper Jessica Jill Jim Jimmie Jimmy Joachim Joacim Joakim Joanna Joel Johan Johanna Johannes John
Johnny Joline Jon Jonas Jonatan Jonathan Jonna Jonny Jose Josef Josefin Josefina Josefine Joseph
Josephine José Juan Judith Juhani Julia Julian Julie Julius Juni Junior Jörgen Kaarina Kai Kaj
Kajsa Kalevi Kalle Kari Karim Karin Karina Karl Karl-Erik Karolina Kasper Katarina Katarzyna
Katharina Katja Katrin Kennet Kenneth Kenny Kent Kenth Kerstin Kevin Khaled Khalid Kian Kim Kjell
Klara Klas Knut Konrad Krister Kristian Kristin Kristina Kristine Kristofer Kristoffer Krzysztof
Kumar Kurt Lage Laila Lara Lars Lars-Erik Lars-Göran Lars-Olof Lars-Åke Lasse Laura Lea Leah Leena
Leia Leif Leila Lena Lennart Leo Leon Leona Leonard Leonardo Leopold Levi Li Liam Liisa Lilian
Lillemor Lilly Lily Lina Linda Linn Linnea Linnéa Linus Lisa Lisbet Lisbeth Lise-Lott Lise-Lotte
Liselott Liselotte Liv Livia Lo Loke Lotta Loui Louie Louis Louise Lova Love Lovis Lovisa Lowe
Lucas Lucia Ludvig Ludwig Luis Lukas Luna Lydia Lykke Maarit Madeleine Madelene Magdalena Magnus
Mahdi Mahmoud Maj Maj-Britt Maj-Lis Maja Majken Majvor Malgorzata Malin Malte Malva Manfred Manuel
Marcin Marco Marcus Marek Margaret Margareta Margaretha Margit Margot Margret Mari Maria Mariam
Mariana Mariann Marianne Marie Marie-Louise Marika Marina Mario Marit Marita Marja Marjatta Mark
Marko Markus Marlene Marta Martin Martina Mary Maryam Matheo Mathias Mathilda Matias Matilda Mats
Matteo Matti Mattias Matts Maud Mauritz Max Maximilian May Maya Mehmet Meja Melina Melissa Melker
Melvin Melwin Mia Micael Michael Michaela Michal Michel Michelle Miguel Mika Mikael Mikaela Mila
Milan Milla Milo Milton Mimmi Mina Minna Mio Mira Miranda Miriam Mirjam Moa Mohamad Mohamed
Mohammad Mohammed Molly Mona Monica Monika Morgan Muhammad Mustafa My Märta Märtha Måns Mårten
Nadia Nadja Nancy Nanna Natalia Natalie Natanael Nathalie Nellie Nelly Neo Nicholas Nicklas Niclas
Nicolas Nicole Niklas Nikola Nils Nina Noa Noah Noel Nora Nour Nova Ola Olav Olavi Ole Olga Oliver
Olivia Oliwer Olle Olof Olov Omar Oscar Oskar Osman Ossian Ottilia Otto Ove Owe Patric Patricia
Patrick Patrik Paul Paula Paulina Pauline Pawel Peder Pekka Pelle Per Per-Erik Per-Olof Pernilla
Peter Petra Petter Philip Pia Pierre Piotr Pontus Pär Rafael Ragnar Ragnhild Ralf Ralph Rasmus
Raymond Rebecca Rebecka Regina Reine Reinhold Renée Reza Richard Rickard Rigmor Rikard Rita Robert
Roberto Robin Roger Roland Rolf Ronald Ronja Ronnie Ronny Rosa Rose Rose-Marie Rosita Roy Ruben
Rudolf Rune Rut Ruth Sabina Saga Said Saleh Sally Sam Sami Samir Samira Samuel Sandra Sanna Sara
Sarah Sebastian Selma Seth Sigfrid Sigge Signe Sigrid Sigurd Sigvard Simon Simone Siri Siv Sivert
Sixten Sofi Sofia Sofie Solveig Sonia Sonja Sonny Sophia Sophie Staffan Stefan Stella Stellan Sten
Stephanie Stig Stina Sture Sune Susan Susann Susanna Susanne Suzanne Svante Svea Sven Sven-Erik
Sven-Olof Sylvia Sören Tage Tanja Tapani Tapio Ted Teodor Teresa Terese Teresia Thea Theo Theodor
Theres Therese Theresia Therése Thi Thomas Thor Thore Thure Tilda Tilde Tim Timo Tina Tindra
Tobias Tom Tomas Tomasz Tommy Toni Tony Tor Tora Torbjörn Tord Tore Torgny Torsten Tova Tove
Tristan Ture Tuulikki Tuva Tyra Ulf Ulla Ulla-Britt Ulrica Ulrik Ulrika Uno Urban Valborg Valdemar
Valentin Valentina Valter Vanessa Vanja Vega Vendela Vera Verner Veronica Veronika Victor Victoria
Vidar Vide Viggo Viking Viktor Viktoria Vilgot Vilhelm Vilhelmina Ville Vilma Vilmer Vincent Viola
Viveka Vivianne Waldemar Walter Werner Wilhelm Wilhelmina Wille William Willy Wilma Wilmer Yasmin
Ylva Yngve Yousef Yusuf Yvonne Zahra Åke Åsa Åse Örjan Östen
`;

/** Frequent in other countries whose names are heard in Sweden, and no Swedish words. */
export const MORE_GIVEN_NAMES = `
Aada Aage Aapo Aarne Aaro Aarón Aatos Abbie Abdiş Abdulbekir Abdulgazi Abdulkadir Abdulmenaf
Abdulsemet Abdurrahman Abdülahat Abdülcemal Abdülhadi Abdülkerim Abdülsamed Abdürreşit Abel
Abelone Abid Abigail Abigaíl Abilio Abiye Abraham Abram Abril Abuzar Acar Acarkan Achim Aclan Ada
Adak Adal Adalbert Adalberto Adasal Adela Adelaida Adelardo Adelbert Adelgunde Adelheid Adelia
Adelina Adelinde Adeline Adem Adila Adina Adlan Adolf Adolfine Adolfo Adora Adoración Adriana
Adriane Adrianna Adrien Adrienne Adrián Adviye Adán Adèle Adıgün Aenne Afer Afife Agapito Agata
Agatha Agathe Agnete Agnès Agustina Agustín Ahat Ahmet Ahsen Ahter Ahti Aila Aili Aimee Aimo Aimé
Aimée Ainara Aino Ainoa Airi Aitana Aitor Aivar Akalan Akar Akatay Akay Akbaş Akboğa Akcivan
Akdora Akdurmuş Akgöl Akgüneş Aki Akif Akise Akkerman Akmaner Akmaral Aksay Aksel Akseli Aksoy
Aksöğüt Aktemür Akver Akyıldız Akçabay Akçasu Aköz Akınal Alaaddin Alabezek Alaeddin Alain Alanalp
Alattin Alaz Albano Alberte Albertine Albina Albrecht Alcan Alcides Aldo Ale Alejandra Alejo Aleks
Aleksandar Aleksander Aleksandr Aleksanteri Aleksei Aleksej Aleksi Alen Alena Alessandro Alexa
Alexandre Alexandria Alexandrie Alexandros Alexandru Alexei Alexej Alfonso Alfredo Algış Aliabbas
Alicja Alida Aliihsan Aline Alisa Aliseydi Alison Alix Alize Alkor Almast Almudena Almus Almut
Almuth Alois Aloisia Alondra Alonso Aloys Alparslan Alpcan Alphonse Alpsü Alsoy Altoğan Altuğ
Altınbike Altınkaya Altınçiçek Altınışın Alwin Alwina Alwine Alışık Amada Amado Amador Amalie
Amancio Amando Amarilis Amaro Amaya Amaç Amber Ambrosio Amor Amparo Amre Amy Amélie América
Américo Amílcar Anabel Anacleto Anargül Anastasia Anastasie Anastasio Anastasios Anastazja Anatol
Anatoli Anatolij Andiç Andree Andrei Andrej Andrey Andrija Andrus Andrée Andrés Andy Ane Aneta
Anett Angelino Angelique Angelita Angelo Angélica Ani Anica Aniela Anika Anke Ankica Ann-Kathrin
Anna-Liisa Anna-Luise Anna-Marie Annak Annaliese Annamaria Anne-Kathrin Anne-Katrin Anne-Rose
Annedore Annegret Annegrete Annekatrin Anneke Annelene Annelies Anneliese Annelise Annelore
Annemarie Annemette Annemie Annerose Annett Anni Anniina Annita Annukka Anny Anouk Anselm Anselma
Anselmo Ansgar Anssi Antje Anto Antoine Antoinette Antoni Antonie Antonietta Antonija Antonina
Antonino Antonios Antonius Antony Ants Antti Antun Anu Anunciación Aníbal Anđa Anđela Apaydın
Apolinar Apollonia Apolonia Apostolos Araceli Aral Aran Arcan Arcelia Argu Ari Ariadna Ariane
Aribert Ariel Arif Arifcan Aristides Arja Arkadiusz Arkut Armahan Armando Armas Armida Armin
Arnaude Arnd Arndt Arnfried Arnim Arno Arnulf Aroa Arpağ Arsenio Artan Artemio Arto Arttu Artturi
Arturo Aru Arvo Arziye Arzu Aránzazu Arıel Arıkol Arıpınar Arısoy Asalet Asbjørn Ascensión
Asdrubal Asger Ashleigh Ashley Asiman Asko Aslanhan Asliye Asu Asunción Asım Atagün Atalay Atanur
Atasagun Atatöre Atgun Athanasios Atilhan Atilio Atiyye Atnan Atte Attila Atılgan Aud Audrey
Augusta Auguste Augustin Augusto Aukusti Aulikki Aulis Aune Aurelia Aureliano Aurelio Aurore
Aurélie Avunç Avşin Ayasun Ayaydın Aybet Aybora Aycagül Aydar Aydinç Ayduru Aydınbey Aygutalp
Aygönenç Ayhan Aykut Aykutalp Aylil Aynilhayat Aynur Aynımah Aypar Ayse Aysel Aysema Aysevim Aysoy
Aysuna Aytek Ayten Aytuna Aytöz Ayvas Ayyaruk Ayçan Ayülker Ayşan Ayşeana Ayşenur Azade Azahar
Azahara Azeneth Azettin Aziz Azize Azucena Açıkel Açılay Ağakişi Ağbegim Ağmur Aşhan Aşir Baba
Babett Babette Badegül Bahaddin Bahittin Bahtinur Balatekin Balca Baldomero Balduino Baldur Bali
Ballı Baltasar Baltaş Balthasar Banü Barak Barica Bariş Barry Barsen Bartek Bartholomäus Bartolomé
Barışcan Basilio Basriye Bastian Basım Baturay Batırhan Baudelio Bautista Baydu Baykan Bayman
Bayram Bayruhan Baytal Bayzettin Bağdat Bağdaş Başay Başhan Başok Beate Beatrix Beatriz Bedi
Bediriye Bedri Begim Behiza Behrem Bekbay Bekir Bektaşi Bela Belen Belgizar Belinda Belkize
Bellisan Belén Benedicte Benedikt Benedikte Benek Bengibay Benice Benigna Benigno Benita Benito
Benjamín Benno Benol Bent Bente Benthe Beray Beren Berend Bergen Beriye Berkal Berki Berksay
Bernabé Bernadette Bernard Bernarda Bernardino Bernardita Bernardo Bernd Bernd-Dieter Bernfried
Bernhardine Bernward Berran Berrin Berta Bertha Berthold Berto Bertold Bertram Bertrand Besey
Besin Beste Beth Bethan Bethany Betina Betti Bettina Beverley Beyda Beyhatun Beyler Beyzade Bezek
Bianka Bibiana Bican Bidayet Bienvenida Bilay Bilender Bilgen Bilginur Bilgütay Biljana Bilkay
Biltaş Binay Binbaşar Binışık Birben Birgid Birgitt Birgitte Birgül Birsan Birsen Birte Birthe
Biserka Bitten Bitül Bişar Bjørg Bjørn Blanca Blas Bob Bobby Bodo Boe Bogdan Bonifacio Borahan
Borataş Borja Borris Borys Boynak Bozbağ Bozena Bozerk Boztaş Boğatimur Božena Božica Božo Bradley
Brandon Branka Branko Brenda Brett Brian Brigitta Brigitte Brit Bruce Brunhild Brunhilde Bruni
Brunilda Bryan Brígida Buenaventura Buhari Bulunç Burakhan Burckhard Burcuhan Burghard Burkard
Burkhard Burkhardt Burç Buyrukhan Buşra Bárbara Bärbel Börteçin Bøje Børge Büget Bünyamün Büreyre
Büşranur Błażej Cabir Calista Calisto Calixta Calixto Callum Calogero Cameron Camila Camille
Camilo Canal Canan Canberk Candelaria Candelario Candelas Candeniz Canfeza Cangür Cannur Canseven
Cansin Cantez Canur Capucine Caren Caridad Carita Carl-Heinz Carla Carlito Carlo Carlota Carly
Carmela Carmelita Carmelo Carmina Carmine Carol Carole Carolyn Carsten Casandra Casemiro Catalina
Caterina Catherine Cathleen Cathrin Catrine Cavit Cayetana Cayetano Cebesoy Cebrián Cecilie
Cecilio Cedide Ceferino Celal Celestina Celestino Celia Celilay Celso Cemal Cemalettin Cemil
Cemiyle Cenan Cengiz Centa Cercis Cesar Cetin Cevale Cevheri Ceyhun Cezary Cezayir Chantal
Charlene Charo Che Chelo Chelsea Chema Cheryl Chita Chloe Christa Christa-Maria Christelle
Christiana Christiane Christl Christof Christoph Christophe Christos Chucho Chus Chuy Cihan
Cihandide Cilli Cilly Cindoruk Cindy Cintia Cipriano Ciriaco Cirino Cirkeline Ciro Ciríaco Claas
Claire Clare Clarisa Clarissa Claude Claudine Claudio Claudius Claus Claus-Dieter Claus-Peter
Clavs Clemens Clemente Clementina Cleto Clifford Clive Cloe Clotilde Cläre Clémence Clímaco
Colette Concepción Concetta Concha Connie Connor Conor Conrad Conrado Constance Constantin
Constanza Constanze Consuela Consuelo Cora Coral Cord Cordula Corina Corinna Corinne Cornelio
Cornelius Corona Cosima Cosimo Cosme Coşkun Craig Crescencia Cristian Cristóbal Cruz Cuheyna Cuman
Curro Custodia Custodio Cynthia Cyprian Czeslaw Cándida Cándido Cäcilia Cäcilie Cécile Célina
Céline César Cüneyit Dafne Dagmara Dagobert Dajana Dalan Dale Dalibor Dalila Dalkılıç Damaris
Damian Damien Damir Damián Damlanur Dani Danica Daniele Danielle Danijel Danijela Danilo Danny
Danuta Danış Daria Dario Darius Dariusz Darko Darren Darío Davor Dawid Dawn Dayar Dağistan Dean
Deborah Debra Declan Deha Dejan Delfina Delia Delil Demetrio Demirbüken Demiriz Demirok Demiryürek
Denis Deniz Denizalp Denkel Denny Derek Derkay Deryanur Desiderio Desiree Detlef Detlev Deviner
Değer Değmeer Diane Diedrich Diego Dierk Dieter Diethard Diethelm Diether Dietlind Dietlinde
Dietmar Dietrich Diken Dilara Dilcan Dilder Dilfeza Dilhuş Dilsitan Dilşat Dimas Dimitri Dimitrios
Dina Dincer Dino Dinçkol Dinçsü Dionisia Dionisio Dirican Dirk Dirlik Ditmar Ditte Dittmar Dmitri
Dogan Dolores Dolun Domagoj Domenico Dominga Domingo Dominic Dominik Dominique Domitila Donald
Donata Donato Dora Doreen Dorina Dorit Dorita Dorle Dorota Dorothe Dorothea Dorothee Dorothy
Dorothée Dorte Dorthe Dorukhan Doğanalp Doğannur Doğanşah Doğuhan Dragan Dragica Drago Dragutin
Dražen Duha Duilio Duje Dulce Duncan Dunja Duracan Durdali Durgadin Durmuşali Dursadiye Dursun
Duruk Duruöz Dusan Duyguhan Dušan Dylan Débora Dölensoy Döner Dörte Dörthe Dündaralp Dürrüşehvar
Eba Eberhard Eberhardt Ebuakil Ecegül Ecemiş Eckard Eckart Eckehard Eckhard Eckhardt Eckhart
Edaviye Edda Edelbert Edelgard Edelmira Edelmiro Edeltraud Edeltraut Edeltrud Edgardo Edgübay
Editha Edmund Edmundo Edu Eduard Eduardo Eelis Eemeli Eemil Eerik Eero Eetu Eeva Efe Efil Efraín
Efser Egbert Egenur Eggert Egil Ehrenfried Ehrentraud Ehrhard Eija Eila Eileen Einari Einer Eino
Eirik Eitel Eivind Ekaterina Ekber Ekkehard Ekkehart Ekmel Ekrem Eladio Elaine Elamiye Elba
Eleanor Eleni Elenore Eleonore Eleuterio Elfi Elfie Elfriede Elgin Elhan Eli Eliana Elif Elifnur
Eligia Eligio Eliisa Eliseo Eliza Elizabeta Elke Elli Elliott Elmar Elmeri Elnur Elodia Eloy
Eloísa Elpidio Elsbeth Elsebeth Elvan Elwira Elzbieta Elías Elöve Elżbieta Ema Emal Emelina
Emigdio Emiliana Emiliano Emin Emine Emirşan Emiş Emmanuel Emmanuelle Emmerich Emmi Emperatriz
Emrullah Encarna Encarnacion Encarnación Encarnita Ene Enes Enfes Engelbert Engin Enginiz Enno
Enrico Enrique Ensari Ensio Enver Epifanio Eral Erasmo Eraycan Erbay Erbil Ercan Ercihan Erdal
Erdemer Erdibay Erdmute Erdogan Erdursun Erem Erenalp Erensoy Ergener Erginel Ergönül Ergül Ergün
Erhard Erhardt Erich Erinçer Eriş Erkan Erkinel Erkki Erksoy Erkılıç Ermutlu Ernest Ernestine
Ernesto Ernst-August Ernst-Dieter Ernst-Otto Erol Eroğul Ersel Erseç Ertan Erten Ertuncay Ertün
Ervaniye Erwin Eryk Eryıldız Eröz Erşat Esa Esben Esenbay Esengün Esentürk Eskinalp Esko Esmanperi
Esmarelda Esmeralda Esna Espen Esperanza Espiridión Essi Esteban Estefanía Estela Esteri Estrella
Etelvina Eufemia Eugenia Eugenie Eugenio Eugène Eulalia Eusebia Eusebio Eustaquio Eutimio Eutropio
Eva-Maria Eva-Marie Evamaria Evangelia Evangelina Evangelos Evaristo Evcimen Evde Eve Evelia
Eveliina Evelin Eveline Evelyne Evi Evita Evrim Evrimer Ewald Ewelina Eyyüp Ezequiel Ezgin
Ezgütekin Eşim Eşref Fabiana Fabienne Fabio Fabiola Fabián Fabricio Fadile Fadime Fadıla Fahrullah
Faize Falk Falko Fami Faruk Fatigül Fatih Fatinur Fatma Fatmanur Faustino Fausto Fayize Fazul Febe
Feden Federico Fedor Fehim Fehmiye Feliciana Feliciano Felicidad Felicitas Felipa Felipe Felisa
Felizitas Fenni Ferahdiba Ferat Feraye Ferdi Feremez Ferenc Ferhan Ferihan Ferinaz Fermuta Fermín
Fernanda Fernando Fersan Feryas Ferzi Fetullah Feyha Feyruz Feyzin Feza Fidaye Fidel Fidela Fildan
Filippo Filit Filiz Filomena Finn Fiona Firdevis Fitnat Fito Flavia Flavio Flemming Flora
Florencia Florencio Florentina Florentine Florentino Florian Florina Florinda Folker Folkert
Fortunata Fortunato Fran Franca Frances Francesca Francesco Francis Francisca Francisco Franciska
Franciszek Franck Franco Francoise Franjo Frank-Michael Frank-Peter Franka Franz Franz-Josef
Franz-Peter Franz-Xaver Franziska François Françoise Frauke Freddy Frede Frederic Frederick
Frederik Frederike Frederikke Fredi Fredo Fredy Freia Freya Fridolin Frieda Friedbert Friedemann
Frieder Friedericke Friederike Friedhelm Friedhilde Friedhold Friedl Friedlinde Friedo Friedrich
Friedrich-Karl Friedrich-Wilhelm Frithjof Frode Fryderyk Frédéric Frédérique Fulgencio Fuma Fuzuli
Fátima Félix Fügen Gabel Gabi Gabino Gabor Gabriela Gabriele Gabrielle Gaby Gaetano Gail Gaja
Galina Galip Galo Ganiye Gareth Garry Gary Gaspar Gastón Gavin Gazel Gebhard Geert Geir Gelengül
Gema Gemma Gencaslan Geneviève Genoveva Gençay Geoffrey Georges Georgia Georgina Georgine Georgios
Gerald Geraldine Geraldo Gerard Gerardo Geray Gerdi Gereon Gerfried Gerhardt Gerhart Gerhild
Gerlind Gerlinde Germán Gernot Gero Gerold Gerolf Gerta Gerti Gertraud Gertraude Gertraut Gertrude
Gertrudis Gervasio Gerwin Gerónimo Gesa Gesche Gesine Geza Giesela Gil Gilbert Gilberto Gilda
Gilles Gillian Gilman Gina Gino Ginyas Giorgio Giovanna Giovanni Gisa Gisbert Gislinde Gitta Gitte
Giuseppe Giuseppina Giz Glauco Glen Gloria Godofredo Goncafer Gonzalo Goran Gordana Gordon Gorm
Gottfried Gotthard Gotthilf Gotthold Gottlieb Gottlob Goyo Grace Gracia Graciana Graciano Graciela
Graeme Graham Grazyna Gregor Gregorio Gregory Gretchen Grete Gretel Grethe Gretl Griselda Grit Gro
Grzegorz Grégoire Guadalupe Gudula Guenter Guenther Guido Guillaume Guillermo Guiomar Guiseppe
Gunar Gunda Gundel Gundhild Gundi Gundolf Gundula Gunn Gunner Gunter Gunther Guntram Gurli Gustavo
Gustaw Gusti Guy Gyda Gérard Gökay Gökbudun Göknur Gökperi Göksev Gökten Gökçe Gökçebalan Gökçil
Göli Gönen Gönül Görgünay Görklü Görsev Götz Gözel Gözem Gücal Gül Gülay Gülağa Gülbani Gülbeyan
Gülbiye Gülcegün Güldam Gülder Güldünya Gülel Gülenay Güler Gülev Güleğen Gülfari Gülfeza Gülgen
Gülgüzel Gülhisar Gülinaz Gülkadın Güllühan Gülmisal Gülnaziye Gülper Gülsalın Gülselin Gülsen
Gülseren Gülsevil Gülsiye Gülsü Gülten Gülter Gülzadiye Gülçe Gülözge Gülüs Gülşa Gülşahin
Gülşeref Gümüştekin Günar Günaydin Günden Gündüzalp Günebakan Güneri Güngördü Güngören Günkurt
Günsel Günser Günter Günther Günver Günşen Gürarda Gürcüye Gürelcem Gürsal Gürten Güverçin Güzey
Güçal Güçlüer Güçyeter Habibe Haciali Hacile Hadrey Hafıza Hagen Hajo Hakan Hakikat Halenur
Halidun Halil Halina Haliye Haluk Hami Hamiyet Hana Hanbiken Hanedan Hanife Hanim Hannchen Hanne
Hanne-Lore Hannelore Hanni Hanno Hanns Hannu Hanny Hans-Adolf Hans-Albert Hans-Bernd
Hans-Christian Hans-Detlef Hans-Dieter Hans-Dietrich Hans-Eberhard Hans-Erich Hans-Friedrich
Hans-Georg Hans-Gerd Hans-Gerhard Hans-Günter Hans-Günther Hans-Heinrich Hans-Helmut Hans-Henning
Hans-Herbert Hans-Hermann Hans-Hinrich Hans-Joachim Hans-Jochen Hans-Josef Hans-Jörg Hans-Jürgen
Hans-Karl Hans-Ludwig Hans-Martin Hans-Michael Hans-Otto Hans-Peter Hans-Rainer Hans-Rudolf
Hans-Theo Hans-Ulrich Hans-Uwe Hans-Walter Hans-Werner Hans-Wilhelm Hans-Willi Hans-Wolfgang
Hansgeorg Hansjoachim Hansjörg Hansjürgen Hanspeter Hansultan Harbinaz Hardy Hariz Harold Haroldo
Harri Harro Hartmut Hartmuth Hartwig Hasbek Hasgül Hasret Hasso Hatem Hatice Hatin Havali Havse
Hayali Haydée Hayel Hayley Hayret Hayrünnisa Hazel Hazine Hazrat Heather Hector Hedi Hedwig Hedy
Hege Heide Heide-Marie Heidelinde Heidelore Heidemarie Heiderose Heidrun Heike Heikki Heiko Heimo
Heiner Heinfried Heini Heino Heinrich Heinz Heinz-Dieter Heinz-Georg Heinz-Gerd Heinz-Günter
Heinz-Günther Heinz-Joachim Heinz-Josef Heinz-Jürgen Heinz-Otto Heinz-Peter Heinz-Walter
Heinz-Werner Heinz-Wilhelm Heinz-Willi Hekime Hekmet Helfried Heli Helinä Heliodoro Hella Helle
Hellevi Hellmut Hellmuth Helma Helmar Helmi Helmtrud Helmut Helmuth Helvi Hendrik Henife Henner
Henni Henny Henri Henriette Henrike Henrikki Henryk Heraclio Herberto Herdis Heribert Heriberto
Herlinde Herma Hermann Hermann-Josef Hermanni Hermenegildo Hermine Herminia Herminio Hernando
Hernán Herrmann Herta Hertha Herwig Heva Heyvetullah Hezniye Hidir Hilario Hilary Hilayda Hildburg
Hilde Hildegard Hildegart Hildegund Hildegunde Hilkka Hilmar Hiltraud Hiltrud Hindal Hinet Hinrich
Hipólito Hiçsönmez Hjalte Hollie Holly Honoré Horacio Horst Horst-Dieter Horst-Günter Horst-Peter
Hortense Howard Hoşkadem Hrvoje Huban Hubert Hubertine Hubertus Hudavent Hugh Hugues Hulda
Humberto Hunalp Hurican Hurşide Huzuri Håkon Håvard Héctor Hélène Hüda Hükümdar Hülya Hümeyra
Hürdoğan Hürmet Hüryaşar Hürüyet Hüseyin Hüsmen Hıfzullah Iain Iben Ibán Idık Ignacia Ignacio
Ignacy Ignatz Ignaz Igor Iida Iiris Iisakki Ika Iker Ilari Ildefonso Ildiko Ildız Ileana Ilgı
Ilhan Ilias Ilija Ilja Ilka Ilkka Ilmari Ilonka Imelda Imke Immo Imre Indrek Ingbert Ingeburg
Ingelise Ingelore Ingetraud Ingetraut Ingo Ingolf Ingried Inka Inken Inkeri Inmaculada Inna
Inocencio Insa Inès Inés Ioannis Ira Irena Irina Irja Irmela Irmeli Irmengard Irmgard Irmhild Irmi
Irmingard Irmtraud Irmtraut Irmtrud Irıs Isabela Isaura Isaías Isidor Isidora Isidoro Isidro
Ismael Ismet Ismo Ismık Isolde Istvan Itziar Iva Ivana Ivanka Iver Ivica Ivka Ivo Ivonne Iván Iwan
Iwo Iwona Işin Işıkay Işıman Işın Jaakko Jaan Jaana Jaanus Jacek Jacinta Jacinto Jacobine Jacobo
Jacqueline Jacques Jadranka Jadwiga Jafet Jaime Jake Jakov Jakub Jalmari Jamie Jan-Peter Jana
Janett Janette Jani Janice Janin Janina Janine Janja Jankat Janko Jann Janna Janne Janni Jannie
Jano Janos Janus Janusz Jaqueline Jarkko Jarmo Jarno Jaroslav Jaroslaw Jaruthip Jasmina Jasminka
Jasna Jason Javi Javier Javiera Jay Jayne Jeanne Jeannette Jeannine Jeffrey Jekaterina Jele Jelena
Jemma Jenaro Jenna Jenni Jens-Peter Jens-Uwe Jeppe Jere Jeremi Jeremy Jeremías Jerzy Jerónimo
Jesse Jessika Jesusa Jesús Jevgeni Jimena Jiri Joan Joana Joanne Joaquina Joaquín Jobst Jochem
Jochen Jodie Joe Joerg Johann Johanne Johnnie Jolanda Jolanta Jolanthe Joni Joona Joonas Joonatan
Jordana Jordi Jordán Jorge Jorma Jorunn Josefa Josefiina Josep Josette Josh Joshua Josip Josipa
Joso Jost Josué Joséphine Jouko Jouni Jovan Jovita Joyce Jozef Jozo Joško Juana Juanita Juanito
Juergen Juha Juhana Juho Jukka Jules Juliana Juliane Julianna Julien Julieta Juliette Julijana
Julio Julita Juliusz Julián June Juraj Jure Juri Jurij Jussi Justin Justina Justine Justus Justyna
Jutta Juulia Juuso Jyrki Jytte Jérôme Józef Jörg Jörg-Peter Jørgen Jürgen Jüri Kaarlo Kacper Kadri
Kadınana Kahir Kai-Uwe Kaija Kaisa Kaja Kajetan Kalervo Kalgay Kalina Kamar Kamil Kamila Kanak
Kandef Kanpulat Kapagan Karabaş Karaca Karaer Karakucak Karanbay Karataş Karcan Kardelen Karen
Karl-August Karl-Dieter Karl-Ernst Karl-Friedrich Karl-Georg Karl-Hans Karl-Heinrich Karl-Heinz
Karl-Hermann Karl-Josef Karl-Jürgen Karl-Ludwig Karl-Otto Karl-Peter Karl-Werner Karl-Wilhelm
Karla Karlfried Karlheinz Karlo Karlukhan Karol Karola Karoliina Karolin Karoline Karsten Kasim
Kasimir Kaspar Kata Katalin Katariina Katcha Kate Katerina Katharine Katherina Katherine Kathi
Kathleen Kathrin Kathryn Kathy Kati Katica Katie Katri Katriina Katrine Katy Kauko Kaver Kavurt
Kay-Uwe Kayagün Kaygusuz Kayleigh Kayrabay Kayıt Kazim Kazimierz Kaşif Kefser Keijo Keith Keld
Kelly Kemal Ken Kenan Kenn Kenter Kerime Kerman Kerry Kerttu Kete Kezban Kibar Kieran Kifaye Kike
Kilian Kimberley Kimmo Kira Kiramettin Kirsi Kirsten Kirsti Kirstin Kirstine Kirsty Kitan Kiyasi
Kjeld Kjersti Kjetil Klaas Klaudia Klaus Klaus-Dieter Klaus-Günter Klaus-Jürgen Klaus-Michael
Klaus-Peter Klaus-Ulrich Klaus-Werner Klavs Klemens Klothilde Kläre Knud Kocabaş Koldan Koncagül
Konguralp Konstantin Konstantinos Konstanty Konstanze Kopan Koray Korbinian Kordula Korinna
Korkmazalp Kornel Kornelia Kornelius Korugan Kotuz Koçak Koçkan Koşukhan Kreszentia Kreszenz
Kriemhild Krista Kristi Kristiane Kristiina Kristijan Kristjan Krystian Krystyna Ksawery Kuddusi
Kullervo Kumral Kunibert Kunigunda Kunigunde Kuno Kustaa Kutay Kutgün Kutun Kyle Kyllikki Käte
Käthe Käthi Kåre Köker Köktaş Kösemen Kübran Kürşad Kılıçbay Kınel Kırat Kırgız Kısmet Kıvılcım
Kızıl Kızıltunç Ladislaus Laetitia Laika Lalo Lambert Lana Larissa Lassi Laszlo Laure Lauren
Laurence Laurent Laurenz Lauri Laurits Laus Laust Lawrence Laze Leander Leandra Leandro Leanne
Ledün Lee Leevi Leigh Leire Lene Leni Lennarth Leocadia Leocadio Leokadia Leoncio Leonel Leonhard
Leonid Leonie Leonor Leonora Leonore Leopoldine Leopoldo Lerze Lesley Leslie Leszek Leticia Lewis
Leyla Leyli Leyre Lezize León Lia Liane Lidia Lidija Lidwina Liesa Liesbeth Lieschen Liesel
Lieselotte Ligia Lili Lilia Liliana Liliane Lilija Lilli Lilo Limon Lindsey Line Lino Lioba
Lisandro Lise Lisette Lissi Lissy Liva Liwia Ljiljana Ljubica Ljubov Ljudmila Loida Lola Lona Lone
Loni Lope Lore Lorena Lorenz Lorenza Lorenzo Loreto Loretta Lorraine Lothar Lotte Lotti Lourdes
Lovre Lovro Luc Luce Lucho Luciana Luciano Lucie Lucija Lucila Lucio Lucy Lucía Ludger Ludmila
Ludmilla Ludwina Luigi Luisa Luise Luisina Luitgard Luka Luke Lupe Lupita Lutfi Lutz Luz Luzia
Luzie Luís Lynda Lynn Lynne Lázaro Lærke Léon Lüfen Lütfi Maaria Macarena Macaria Macario Macide
Maciej Madlen Mads Magarete Magda Magdalene Maggie Magne Magret Magrit Mahigül Mahir Mahmut Mahnaz
Mahsun Mahter Maie Maija Maik Maike Maiken Maire Maite Maks Maksim Maksur Maksymilian Maksüde
Malcolm Malena Malene Malle Malou Malthe Malwina Mamen Manda Mandy Manja Manola Manolo Manon
Mansurali Manu Manuela Manuelita Mar Marc Marcel Marcela Marcelina Marcelino Marcella Marcelle
Marcelo Marcia Marcial Marciano Marcio Marcos Mare Mareen Mareike Mareile Maren Marga Margarete
Margarethe Margarita Margaud Margaux Margita Margitta Margrethe Margrit Marguerite Margus
Maria-Luise Maria-Theresia Marian Marianela Marianna Mariano Maribel Marica Maricela Maricruz
Marie-Luise Marie-Theres Marie-Therese Mariechen Mariele Marieluise Marietta Marija Marijan
Marijana Marilyn Marine Marino Mariola Marion Marisa Marisela Marisol Maristela Maritta Marius
Mariusz Marja-Leena Marja-Liisa Marjaana Marjan Marjo Marjukka Marjut Marketta Markku Marleen
Marlen Marlies Marliese Marlis Marte Marten Martha Marthe Martine Martirio Martta Martti Martyn
Martín Marvin Maryse Marzena María Masar Massimo Masume Mate Matea Matej Mateja Mateo Mateusz
Mathew Mathilde Mati Matija Matilde Mato Matthew Matthias Matthieu Matthäus Matías Mauno Maura
Maureen Mauri Maurice Mauricio Maurizio Maurycy Maximiano Maximiliano Maximino Maynur Mayte Mazlum
Maşide Mechthild Mechthilde Mechtild Mecide Mecit Meelis Mefarettin Mefharet Megan Mehdi Mehdiye
Mehmed Mehmetzahir Mehrigül Meik Meike Meinhard Meinolf Meinrad Melaha Melania Melanie Melchor
Meleknur Melihcan Melikkan Melisa Melita Melitta Memili Menfeat Mengi Mengüç Menişan Meral Merba
Mercedes Merche Merdi Merete Merethe Merike Merim Merja Mertel Merva Mervi Meryem Meryeme Merzuk
Mestur Mesude Mesut Metin Metinkaya Mette Meveddet Mevlüdiye Mevlüt Meyhanim Mezide Meşhur Micaela
Micha Michaele Michail Michala Michał Michèle Mie Mieszko Miguela Mihael Mihhail Mihin Mihkel
Mihrab Mihriye Miia Miika Mijo Mik Mike Mikhail Mikkel Mikko Mikołaj Milagros Milay Mile Milena
Milica Milka Mille Milos Mimi Minibe Miodrag Miray Mirbadin Mirco Mireia Mirella Mirja Mirjami
Mirjana Mirko Miro Miroslav Miroslaw Miroslawa Mirta Mishat Mislav Misra Mitchell Miyesser Miłosz
Mladen Modesta Modesto Mogens Moisés Monique Monis Monja Montserrat Morena Moreno Moritz Morten
Muarra Mucahit Mufide Muhammet Muharrem Muhip Muhiye Muhyettin Mujde Mukbile Muktedir Murat
Muratcan Musafet Musaffa Mutasım Mutluhan Muvaffak Muvahhide Muzaffer Myriam Máxima Máximo Mónica
Möhsim Mübetcel Mücellib Mücevher Müferrih Müfit Müjde Mükramin Mükrüme Mümtaze Münezzer Münif
Müret Mürit Müsemma Müslum Müveddet Müzekker Müğber Müşüre Nabil Nacho Nacio Nada Nades Nadeschda
Nadeshda Nadežda Nadin Nadine Nafii Nafile Naide Naja Nakip Nana Nando Nanni Naomi Narcisa Narciso
Narhanim Nas Nasiba Nasuf Natali Natalija Natalio Natalja Natan Nataniel Natascha Natasha Natasja
Natasza Nataša Nath Nathan Natividad Nayara Nayil Naz Nazaret Nazario Nazende Nazimet Nazlihan
Nazlim Nazıdil Nea Nebih Nebiha Necati Necdat Necilal Necmettin Necva Nefaret Nefiye Nehip Neil
Nejdet Nela Nelli Nenad Neptün Nerea Nereida Neriban Nerim Nermin Nesfe Nesip Neslinur Nete Neval
Nevenka Nevgin Nevise Nevsal Nevsale Neyran Nezengül Nezihi Nezize Neşrin Nicanor Nick Nico
Nicodemo Nicola Nicolai Nicolaj Nicolasa Nicolaus Nicoline Nicolás Nidia Niels Nieves Nigel Nihai
Nihan Niilo Niina Nika Niko Nikodem Nikolai Nikolaj Nikolaos Nikolas Nikolaus Nikolina Nikša
Nilcan Nilda Nili Nilo Nirgül Niyazi Niğmet Noelia Noemí Noman Noora Norbert Norberto Norma Norman
Notburga Noé Noémi Noël Nura Nural Nuran Nuray Nurbanu Nurcan Nurda Nurdeniz Nuretdin Nurettin
Nurey Nurgil Nurhayet Nuri Nuria Nuriyet Nurkan Nurmelek Nurseda Nurser Nursim Nurtaç Nurten
Nurullah Nurveren Nurşan Nuyan Nydia Nélida Néstor Nüdret Nürice Obdulia Octavia Octavio Océane
Oda Odalis Odalys Odd Odeline Odette Odkanlı Ofelia Oganer Oguş Oiva Okanay Okbay Okgüçlü Okseven
Oktüremiş Okyalaz Olaf Olalla Olca Oldağ Oleg Olegario Olena Olfert Olgierd Olimpia Olivie Olivier
Oliwier Olli Oluş Omaca Onat Ongay Onni Onofre Onuker Onurcan Onursu Oona Oranlı Orgün Orhan
Oriana Ortak Ortrud Ortrun Ortwin Oruç Orvokki Orçin Oskari Osmo Ossi Osvald Osvaldo Oswald Oswin
Otay Otfried Othmar Otilia Otmar Ottfried Ottilie Ottmar Ottokar Ottomar Outi Ovidio Owen Oxana
Oymak Ozansü Oğulbaş Oğurata Oğuzman Paavo Pablo Paca Paco Pacífica Paige Paker Paksu Palle
Palmira Paloma Pamela Pancho Paola Paolo Pascal Pascale Pascual Pascuala Pasi Pasquale Pastora
Patricio Patrizia Patryk Paul-Gerhard Paul-Heinz Paulette Pauli Pauliina Paulino Paulo Pavao Pavel
Paw Paweł Paye Paz Pedro Peer Peeter Peggy Pehlil Pekkan Pelayo Pembesin Pentti Pepe Pepita Pepito
Peren Perinur Perla Perlita Permun Pernille Pero Pertti Pesent Petar Pete Peter-Michael Petri
Petrona Petros Petteri Philipp Philippe Philippine Phillip Philomena Piedad Pietro Piia Pilar Pili
Pirahmet Piran Piret Pirjo Pirkko Pirmin Pius Plinio Plácido Polina Poncio Porfirio Poul Preben
Priit Primitiva Primitivo Priscila Priska Prudencia Prudencio Przemysław Purificación Pánfilo
Päivi Päivikki Pål Pénélope Pía Pío Pürçek Quique Quirino Rabbiye Rabea Rabih Rachael Rachel
Radmila Radosław Rafa Rafaela Rafał Rafia Rafih Ragna Ragner Rahel Rahiye Rahmet Raija Raik Raili
Raimo Raimund Raimundo Rainer Raisa Raissa Raivo Rakide Ralf-Dieter Ralf-Peter Ramazan Ramiro
Ramon Ramona Ramón Rana Randi Randolf Raphael Raphaela Raquel Rasul Rauno Rayla Raymund Razı Raúl
Rebeca Rebekka Rebihat Recep Recepali Reece Reet Refet Refik Reginald Regine Regitse Regitze
Rehime Reidun Reijo Reimar Reimer Reimund Rein Reina Reinald Reinaldo Reiner Reingard Reinhard
Reinhardt Reinhart Reinhild Reinhilde Reino Remazan Remedios Remigio Remo Renata Renate Renato
Rene Rengül Reni René Resi Resulcan Revza Reyes Reyna Reynaldo Rezin Rezzak Rhys Ria Ricarda
Ricardo Richardt Ricky Rico Rigo Riikka Riina Riitta Rikke Riku Risalet Risto Ritva Riza Roar
Robby Roberta Rocco Rochus Rocío Roderich Rodolfo Rodrigo Rogelio Rohat Rojnu Roko Roksana Rolando
Roldán Rolf-Dieter Rolf-Peter Romana Romano Romuald Romy Román Ron Ronni Roope Roosa Roque
Rosa-Maria Rosalia Rosalie Rosalina Rosalinda Rosalinde Rosalva Rosalía Rosario Rosaura Rosel
Roselinde Rosemarie Rosemary Rosenda Rosendo Rosi Rosie Rosina Rosl Rosmarie Ross Roswita Roswitha
Rotraud Rotraut Rouven Roxana Rozalia Rozalija Rubén Rudi Rudolph Rufina Rufino Ruhide Ruhsat
Ruhugül Rumeysa Rupert Ruperta Ruperto Russell Ruthild Ruy Ruža Ružica Ryan Ryszard Régulo Rémy
Rómulo Róża Rüdiger Rüknettin Rümeysa Rüşen Rıfkıye Saara Saba Saban Sabas Sabih Sabihe Sabine
Sabri Sabrina Sabır Sadat Sadeti Sadittin Sadiye Safet Safinaz Safura Sahil Sahin Sahir Saire
Sakari Sakip Salih Salimet Salkın Salomé Salomón Salud Salurbay Salvador Salvatore Samahat Samanta
Samantha Samu Samuli Samurtay Sanavber Sancak Sancho Sandalio Sander Sandor Sandro Sandy Sanja
Sanne Sanni Santeri Santiago Santos Sanur Sançar Sargın Sarina Sarita Sarpkın Sarya Sarıcabay
Saskia Satrettin Satu Saturnina Saturnino Satıa Savak Savni Saydam Saygın Sayin Sayrak Sayın Saçı
Sağcan Sağıt Saša Scott Sean Sebastiano Sebastián Sebattin Sebigül Seda Sedat Sedife Sefer
Segismundo Seha Sehel Seija Sejda Selaheddin Selatin Selcen Selena Seler Selim Selime Selmin Selvi
Selçuk Semat Semender Semine Semra Semrin Sencar Seniha Senol Senta Sepp Seppo Seracettin Serafina
Serda Serezli Serfinaz Serge Sergei Sergej Sergey Sergio Serhatmehmet Serma Sernur Serol Serpil
Servinaz Sevcan Sevdi Sevdinar Seve Severiano Severin Severino Severo Sevgen Sevginur Sevican
Sevim Sevindik Sevla Sevsevil Seydo Seyfullah Seyhan Seyithan Seyyide Sezal Sezen Sezginbaş Seçgül
Seçme Shane Shannon Sharon Shaun Sheila Shirley Sian Sibel Sibilla Sibille Sibylla Sibylle Sidar
Sidki Siegbert Siegfried Sieghard Sieglinde Siegmar Siegmund Siegrid Siegried Siegrun Siegward
Sigfrido Sigfried Sigismund Siglinde Sigmar Sigmund Sigrun Siim Siiri Silanur Silas Silja Silje
Silke Sille Silva Silvana Silvester Silvestre Silvia Silvio Simber Simen Simo Simona Simten Simón
Sinaida Sindre Sine Sini Sinikka Siniša Siper Sirje Sirkka Sirpa Sisko Sissel Siti Sittik Slavica
Slavko Slawomir Slobodan Snježana Socorro Sofía Soledad Solma Solvej Sondre Songurkan Songül
Sonnur Soraya Sosimo Soydaner Soykan Soykut Soyselçuk Stacey Stana Stanislaus Stanislav Stanislaw
Stanisław Stanley Stavros Steen Stefani Stefania Stefanie Stefano Steffen Steffi Stein Steinar
Stephan Stephen Steve Steven Stewart Stian Stine Stjepan Stuart Stéphane Stéphanie Suat Subutiye
Sudi Sulhi Sultane Sunay Sunel Suphi Susam Susana Susanita Suse Susi Sussanne Sussie Suvi Suzana
Svein Svenja Svenning Sverre Svetlana Swantje Swen Swetlana Sybilla Sybille Sylke Sylvana
Sylvester Sylvie Sylvio Sylwia Synnøve Sys Szymon Sébastien Sökmen Sönke Söyler Sözer Søren Sørine
Søs Sücaettin Süha Süheyda Sükrü Süleyla Süleyman Sümerya Sümeyye Süner Süsen Süvari Süzer Sıla
Sırriye Sıylıhan Tabea Taciddin Tadeo Tadeusz Tagangül Tahir Taina Taisto Talayer Tali Talibe
Tamara Tamaydın Tammy Tan Tanak Tanbay Tandoğdu Taneli Tangül Tanhan Tania Tanpınar Tanses Tansev
Tansığ Tanyolaç Tanyu Tanır Tarancı Tarja Tarmo Tartış Taru Tassilo Tasvir Tatiana Tatjana Tatu
Tauno Tayaydın Taygan Taylak Tayyibe Tayyip Taçnur Taşar Taşkan Tea Teber Tecimer Tecla Teemu
Teija Tejs Tekbay Tekecan Tekiner Teknaz Teksoy Telim Tellervo Telmo Telse Temime Temirhan
Temizkal Temuçin Tenvir Teo Teobaldo Teodora Teodoro Teodosio Tercan Tere Terence Teresita
Terezija Terhi Terje Terlan Tero Terry Terttu Teuvo Tevs Teybet Tezcan Tezol Teófila Teófilo
Thaddäus Theda Thekla Theobald Theodora Theodoros Theresa Thibault Thibaut Thierry Thies Thilo
Thoralf Thorben Thorsten Théodore Théophile Thérèse Tibor Tiburcio Ticen Tiia Tiina Tiit Tiiu
Tillmann Tilly Tilman Tilmann Tilo Timm Timmy Timoteo Timothy Timothée Timurtaş Tine Tino Tito
Tiğin Tobiasz Toby Toivo Toktuğ Toköz Tola Tolonbay Tomasa Tomi Tomislav Tommi Tomo Tomurcuk Tomás
Tone Tonguç Tonje Tonny Toomas Topias Topuz Toralf Torben Torbjørn Torhan Toribio Torill Toy Toğan
Tracey Tracy Traude Traudel Traudl Traugott Traute Trevor Triin Trine Trini Trinidad Tristán
Troels Trond Trude Trudel Trudi Tuija Tule Tulun Tunahan Tunguç Tunçboğa Tunçkılıç Tuomas Tuomo
Turabi Turcein Turgut Turid Tutkucan Tutkun Tuukka Tuula Tuuli Tuulia Tuyuğ Tuğcan Tuğrulhan
Tuğtaş Tuğçe Tymon Tymoteusz Törel Tükelalp Tülay Tülin Tümer Tümkurt Türabi Türcan Türkalp Türkan
Türkmen Türknur Tüzeer Tüzenur Tınal Udo Uffe Ufukay Ulakbey Uli Ulises Ullrich Ulrich Ulrike Ulu
Uludağ Uluman Ulutay Uluğbey Ummahani Umman Umutcan Umuşan Undine Unni Uolevi Uraltay Urbano Urhan
Urmas Urs Ursel Ursula Urszula Urte Uschi Ushan Uta Ute Utkucan Utz Uwe Uyanser Uygun Uzbay Uzsoy
Uçan Uçbeyi Uğan Uğur Uğurkan Uğurtan Vacibe Vadim Vafir Vahittin Valentine Valentín Valeri
Valeria Valerie Valerij Valerio Valero Valeska Valtteri Valérie Vanesa Vargın Varlık Vasco
Vassilios Vaysal Vecide Vedat Vedran Veera Veeti Vefia Vegard Veijo Veikko Veis Veit Veli Velitdin
Vello Venceslás Venla Verde Verena Verim Verneri Veronique Verónica Vesa Vesna Vezat Vezrife
Vicenta Vicente Victoire Victoriano Victorino Vidal Viivi Vildane Vilde Vilhelmiina Vilho Viljami
Viljo Villads Vincenzo Vinicio Vinko Vinzenz Violeta Violetta Virgilio Virginia Virginie Virpi
Visitación Vitali Vito Vittorio Vitus Vivian Viviana Viviane Vjekoslav Vladimir Vlado Volker
Volkhard Volkmar Vuokko Väinö Véronique Víctor Walburga Waldtraut Walentina Walfried Walli Wally
Walther Waltraud Waltraut Waltrud Wanda Wayne Weena Wenche Wencke Wendelin Wendy Wenke Wenzel Wera
Wibke Wiebke Wieland Wieslaw Wigbert Wiktor Wilfredo Wilfried Wilfriede Wilhelmine Willfried Willi
Willibald Willibert Wiltrud Winfried Winni Winnie Witold Wladimir Wojciech Woldemar Wolf
Wolf-Dieter Wolf-Dietrich Wolf-Rüdiger Wolfgang Wolfhard Wulf Wálter Xaver Xavier Xenia Ximena
Xiomara Yadigar Yago Yahşi Yahşikan Yaiza Yalazabay Yalgın Yaltırak Yalın Yamin Yan Yankı Yannick
Yargı Yasan Yasemen Yasemin Yavuz Yayak Yazganalp Yazgül Yağın Yağızkurt Yaşar Yaşattin Yda Yekbun
Yekda Yelesen Yeneral Yepelek Yertan Yetişal Yeşil Yigit Yilmaz Yolal Yolanda Yoruç Yosma Yrjö
Yrsa Yunt Yurdanur Yurdaser Yurtgüven Yurtseven Yurttaş Yves Yvette Yésica Yéssica Yönetmen Yücel
Yücelen Yümun Yıldır Yıldız Yılma Zacarías Zacharias Zacharie Zahfer Zahid Zaida Zaira Zaliha
Zamir Zara Zbigniew Zdenka Zdravko Zebirce Zehnia Zehra Zehranur Zekayi Zeki Zelha Zeljko Zelma
Zemzem Zenia Zennun Zenon Zenta Zerafet Zeride Zevlüde Zeynelabidin Zeynep Zeyno Ziggy Zihni Zilfa
Zinnure Zita Ziyaettin Zlatko Zoe Zofia Zoltan Zora Zoraida Zoral Zoran Zorka Zoé Zubeyde Zvonko
Zöhrehan Züfer Züheyla Zülbiye Zülfüye Zülgarni Zümre Änne Åbjørn Åge Édgar Édith Édouard
Élisabeth Élise Élodie Éléonore Émile Émilie Éric Étienne Óscar Öge Ökkaş Öktürk Ömriye Ömür Öncel
Önel Öngen Önsal Örfiye Örik Öryürek Övün Özakan Özalpsan Özaslan Özay Özbay Özbilek Özbilge Özdal
Özdeş Özdil Özdoğdu Özel Özerdinç Özertem Özge Özger Özgün Özgür Özinal Özkent Özkutlu Özlem Özlü
Özokçu Özpetek Özpınar Özsözlü Öztek Öztürk Özyurt Özçam Özüdoğru Öğet Øivind Øjvind Ørni Øvli
Øystein Øyvind Übeydullah Üge Ülfet Ülke Ülküdeş Ülküm Ülle Ümmahan Ümmet Ümmühan Ümray Ünal Ünek
Ünlen Ünsever Ünübol Ürfettin Ürper Üsame Üstün Üzer Üçgül Đuro Đurđica Łukasz Šime Štefanija
Štefica Željka Željko
`;
