use std::collections::BTreeSet;
use std::str::FromStr;

use thiserror::Error;

use super::label::{Condition, LabelSelector, Requirement};
use super::lexer::{Token, tokens};
use super::rules::{key_faults, value_faults};

/// The text is no label selector; the words are those of Kubernetes.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{0}")]
pub struct SelectorError(String);

impl FromStr for LabelSelector {
    type Err = SelectorError;

    fn from_str(text: &str) -> Result<Self, SelectorError> {
        let mut parser = Parser {
            tokens: tokens(text),
            at: 0,
        };
        let requirements = parser.selector().map_err(SelectorError)?;
        Ok(Self { requirements })
    }
}

struct Parser {
    tokens: Vec<Token>,
    at: usize,
}

impl Parser {
    fn peek(&self) -> &Token {
        self.tokens.get(self.at).unwrap_or(&Token::End)
    }

    fn take(&mut self) -> Token {
        let token = self.peek().clone();
        self.at += 1;
        token
    }

    fn begins_requirement(&self) -> bool {
        matches!(self.peek(), Token::Word(_) | Token::Symbol("!"))
    }

    fn selector(&mut self) -> Result<Vec<Requirement>, String> {
        let mut requirements = Vec::new();
        if *self.peek() == Token::End {
            return Ok(requirements);
        }
        if !self.begins_requirement() {
            let found = self.peek().text();
            return Err(format!(
                "found '{found}', expected: !, identifier, or 'end of string'"
            ));
        }
        loop {
            let requirement = self
                .requirement()
                .map_err(|error| format!("unable to parse requirement: {error}"))?;
            requirements.push(requirement);
            match self.take() {
                Token::End => return Ok(requirements),
                Token::Symbol(",") if self.begins_requirement() => {}
                Token::Symbol(",") => {
                    let found = self.peek().text();
                    return Err(format!("found '{found}', expected: identifier after ','"));
                }
                other => {
                    let found = other.text();
                    return Err(format!("found '{found}', expected: ',' or 'end of string'"));
                }
            }
        }
    }

    fn requirement(&mut self) -> Result<Requirement, String> {
        let mut token = self.take();
        let negated = token == Token::Symbol("!");
        if negated {
            token = self.take();
        }
        let Token::Word(key) = token else {
            return Err(format!("found '{}', expected: identifier", token.text()));
        };
        refuse("<nil>", &key, &key_faults(&key))?;
        if negated || matches!(self.peek(), Token::End | Token::Symbol(",")) {
            let condition = if negated {
                Condition::Missing
            } else {
                Condition::Exists
            };
            return Ok(Requirement { key, condition });
        }
        let operator = self.take();
        let condition = match &operator {
            Token::Symbol("=" | "==") => Condition::In(self.value(&key)?),
            Token::Symbol("!=") => Condition::NotIn(self.value(&key)?),
            Token::Symbol(">") => Condition::Above(self.number(&key)?),
            Token::Symbol("<") => Condition::Below(self.number(&key)?),
            Token::Word(word) if word == "in" => Condition::In(self.values(&key)?),
            Token::Word(word) if word == "notin" => Condition::NotIn(self.values(&key)?),
            other => {
                let found = other.text();
                return Err(format!(
                    "found '{found}', expected: in, notin, =, ==, !=, gt, lt"
                ));
            }
        };
        Ok(Requirement { key, condition })
    }

    fn value(&mut self, key: &str) -> Result<Vec<String>, String> {
        let value = match self.peek() {
            Token::End | Token::Symbol(",") => String::new(),
            _ => match self.take() {
                Token::Word(value) => value,
                other => return Err(format!("found '{}', expected: identifier", other.text())),
            },
        };
        refuse(&format!("values[0][{key}]"), &value, &value_faults(&value))?;
        Ok(vec![value])
    }

    fn number(&mut self, key: &str) -> Result<i64, String> {
        let value = self.value(key)?.remove(0);
        value.parse().map_err(|_| {
            invalid(
                "values[0]",
                &value,
                "for 'Gt', 'Lt' operators, the value must be an integer",
            )
        })
    }

    fn values(&mut self, key: &str) -> Result<Vec<String>, String> {
        let open = self.take();
        if open != Token::Symbol("(") {
            return Err(format!("found '{}' expected: '('", open.text()));
        }
        let mut values = BTreeSet::new();
        // Whether a value stands before: between two commas, and beside a parenthesis, there is the empty one.
        let mut filled = false;
        loop {
            match self.take() {
                Token::Word(value) if !filled => {
                    values.insert(value);
                    filled = true;
                }
                Token::Symbol(",") => {
                    if !filled {
                        values.insert(String::new());
                    }
                    filled = false;
                }
                Token::Symbol(")") => {
                    if !filled {
                        values.insert(String::new());
                    }
                    break;
                }
                other if filled => {
                    return Err(format!("found '{}', expected: ',' or ')'", other.text()));
                }
                other => {
                    let found = other.text();
                    return Err(format!("found '{found}', expected: ',', ')' or identifier"));
                }
            }
        }
        for (at, value) in values.iter().enumerate() {
            refuse(&format!("values[{at}][{key}]"), value, &value_faults(value))?;
        }
        Ok(values.into_iter().collect())
    }
}

fn refuse(path: &str, value: &str, faults: &[String]) -> Result<(), String> {
    if faults.is_empty() {
        Ok(())
    } else {
        Err(invalid(path, value, &faults.join("; ")))
    }
}

fn invalid(path: &str, value: &str, why: &str) -> String {
    format!("{path}: Invalid value: {value:?}: {why}")
}
