//! Damage by Python's codecs, carried out by `rivals/python_damage.py`.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::{Value, json};

use super::damage::{Chain, Damaged, Rule};

/// Texts sent at once: the program answers each request before the next is sent.
const BATCH: usize = 500;

/// A running interpreter.
#[derive(Debug)]
pub struct Python {
    name: &'static str,
    child: Child,
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Python {
    /// Starts the interpreter. With `windows`, gbk, big5, shift_jis and euc-kr are the code pages
    /// of Windows.
    ///
    /// # Errors
    /// When there is no such interpreter.
    pub fn start(python: &Path, windows: bool) -> Result<Self> {
        let mut command = Command::new(python);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/rivals/python_damage.py"));
        if windows {
            command.arg("--windows");
        }
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .with_context(|| format!("the python rule needs {}", python.display()))?;
        let requests = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().context("no output of python")?);
        Ok(Self {
            name: if windows { "python-windows" } else { "python" },
            child,
            requests,
            answers,
        })
    }

    fn ask(&mut self, chain: &Chain, texts: &[&str]) -> Result<Vec<Option<Damaged>>> {
        let steps: Vec<_> =
            chain.steps().iter().map(|step| [step.actual.name(), step.read_as.name()]).collect();
        let requests = self.requests.as_mut().context("python has ended")?;
        writeln!(requests, "{}", json!({ "chain": steps, "texts": texts }))?;
        requests.flush()?;
        let mut answer = String::new();
        if self.answers.read_line(&mut answer)? == 0 {
            bail!("python_damage.py ended early");
        }
        let answer: Vec<Option<Value>> = serde_json::from_str(&answer)?;
        answer.into_iter().map(|answer| answer.map(damaged).transpose()).collect()
    }
}

fn damaged(answer: Value) -> Result<Damaged> {
    let stages = serde_json::from_value(answer["stages"].clone())?;
    Ok(Damaged { stages, lossless: answer["lossless"] == true })
}

impl Rule for Python {
    fn name(&self) -> &str {
        self.name
    }

    fn damage(&mut self, chain: &Chain, texts: &[&str]) -> Result<Vec<Option<Damaged>>> {
        let mut all = Vec::with_capacity(texts.len());
        for batch in texts.chunks(BATCH) {
            all.extend(self.ask(chain, batch)?);
        }
        Ok(all)
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        self.requests = None;
        // It ends by itself when its input ends; nothing depends on how.
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_rows() {
        let Ok(mut python) = Python::start(Path::new("python3"), false) else {
            return;
        };
        for (clean, chain, damaged) in [
            ("文字", "utf-8>gbk", Some("鏂囧瓧")),
            ("我们", "utf-8>gbk", Some("鎴戜滑")),
            ("中文", "utf-8>gbk", None),
            ("一", "utf-8>gbk", None),
            ("中文编码", "gbk>windows-1252", Some("ÖÐÎÄ±àÂë")),
            ("日本語テスト", "shift_jis>gbk", Some("擔杮岅僥僗僩")),
            ("日本語", "utf-8>windows-1252", Some("æ—¥æœ¬èªž")),
        ] {
            let found = python.damage(&Chain::of(chain), &[clean]).unwrap().remove(0).unwrap();
            assert_eq!(found.lossless.then(|| found.text()), damaged, "{clean} {chain}");
        }
    }
}
