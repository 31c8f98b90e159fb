// SPDX-License-Identifier: Apache-2.0
// The one notation of a pipeline, in configuration, shell, log and snapshot.
grammar Notation;

// Nothing may be read in two ways: ANTLR would look at all that follows, at every token.
pipeline : chain? (separator chain?)* EOF ;

chain : element (NEWLINE* ARROW NEWLINE* element)* ;

element
  : (WORD COLON)? WORD OPEN NEWLINE* arguments? CLOSE  # definition
  | WORD (DOT port)?                                   # reference
  ;

arguments : argument (COMMA NEWLINE* argument)* (COMMA NEWLINE*)? ;

argument : (WORD EQUALS)? value NEWLINE* ;

port : WORD | NUMBER ;

value : STRING | NUMBER | WORD ;

separator : SEMICOLON | NEWLINE ;

ARROW : '->' ;
COLON : ':' ;
OPEN : '(' ;
CLOSE : ')' ;
COMMA : ',' ;
EQUALS : '=' ;
DOT : '.' ;
SEMICOLON : ';' ;
NEWLINE : '\r'? '\n' ;
NUMBER : '-'? [0-9]+ ('.' [0-9]+)? ([eE] [+-]? [0-9]+)? ;
WORD : [A-Za-z_] ([A-Za-z0-9_] | '-' [A-Za-z0-9_])* ;
STRING : '"' ('\\' ["\\] | ~["\\\r\n])* '"' ;
COMMENT : '#' ~[\r\n]* -> skip ;
SPACE : [ \t]+ -> skip ;
OTHER : . ;
