//! Asks the programs themselves, where they are installed.

use std::io::{Read as _, Write as _};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};

use super::decoder::Pair;
use super::tables::Program;

const PYTHON: &str = "
import sys
charset, errors = sys.argv[1:]
for line in sys.stdin:
    print(bytes.fromhex(line).decode(charset, errors).encode('utf-8').hex())
";

const NODE: &str = "
const decoder = new TextDecoder(process.argv[1], { ignoreBOM: true });
const lines = require('fs').readFileSync(0, 'latin1').split('\\n').slice(0, -1);
const decode = line => Buffer.from(decoder.decode(Buffer.from(line, 'hex'))).toString('hex');
process.stdout.write(lines.map(line => decode(line) + '\\n').join(''));
";

const JAVA: &str = "
import java.io.*;
import java.nio.charset.*;
import java.util.HexFormat;

class Decode {
    public static void main(String[] arguments) throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in));
        var output = new PrintWriter(System.out);
        var hex = HexFormat.of();
        for (var line = input.readLine(); line != null; line = input.readLine()) {
            var text = new String(hex.parseHex(line), Charset.forName(arguments[0]));
            output.println(hex.formatHex(text.getBytes(StandardCharsets.UTF_8)));
        }
        output.flush();
    }
}
";

/// What a program makes of each input. With `ignore`, Python drops what it cannot read; iconv, which
/// must not be given line feeds, always does. `None` where the program is missing.
pub fn decode(
    program: Program,
    charset: &str,
    ignore: bool,
    inputs: &[Vec<u8>],
) -> Option<Vec<String>> {
    static RUNS: AtomicUsize = AtomicUsize::new(0);
    let run = RUNS.fetch_add(1, Ordering::Relaxed);
    let source = std::env::temp_dir().join(format!("fix-text-{}-{run}.java", std::process::id()));
    let mut command = match program {
        Program::Browser => return None,
        Program::Python => {
            let mut command = Command::new("python3");
            command.args(["-c", PYTHON, charset, if ignore { "ignore" } else { "replace" }]);
            command
        }
        Program::Node => {
            let mut command = Command::new("node");
            command.args(["-e", NODE, charset]);
            command
        }
        Program::Java => {
            std::fs::write(&source, JAVA).unwrap();
            let mut command = Command::new("java");
            command.arg(&source).arg(charset);
            command
        }
        Program::Iconv if !is_glibc() => return None,
        Program::Iconv => {
            let mut command = Command::new("iconv");
            command.args(["-c", "-f", charset, "-t", "UTF-8"]);
            command
        }
    };
    let mut child =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().ok()?;
    let mut requests = Vec::new();
    for input in inputs {
        if program == Program::Iconv {
            requests.extend_from_slice(input);
        } else {
            input
                .iter()
                .for_each(|byte| requests.extend_from_slice(format!("{byte:02x}").as_bytes()));
        }
        requests.push(b'\n');
    }
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || stdin.write_all(&requests));
    let mut answers = String::new();
    child.stdout.take().unwrap().read_to_string(&mut answers).unwrap();
    writer.join().unwrap().unwrap();
    child.wait().unwrap();
    if program == Program::Java {
        std::fs::remove_file(source).unwrap();
    }
    let answers: Vec<String> = if program == Program::Iconv {
        answers.split('\n').map(str::to_owned).collect()
    } else {
        answers.lines().map(|line| String::from_utf8(unhex(line)).unwrap()).collect()
    };
    // iconv ends with a line feed of its own, after which there is nothing.
    let expected = inputs.len() + usize::from(program == Program::Iconv);
    assert_eq!(answers.len(), expected, "{program:?} {charset}");
    Some(answers)
}

/// Other iconvs have tables and habits of their own.
fn is_glibc() -> bool {
    let output = Command::new("iconv").arg("--version").output();
    output.is_ok_and(|output| String::from_utf8_lossy(&output.stdout).contains("GLIBC"))
}

fn unhex(line: &str) -> Vec<u8> {
    let digit = |c: u8| char::from(c).to_digit(16).unwrap() as u8;
    line.as_bytes().chunks(2).map(|pair| digit(pair[0]) << 4 | digit(pair[1])).collect()
}

/// What each byte is alone, and each pair of bytes.
pub type Outcomes = (Vec<Option<char>>, Vec<Option<Pair>>);

/// What each byte is alone, and each pair, by the program's own word; `None` for a pair that this
/// cannot ask for.
pub fn outcomes(program: Program, charset: &str) -> Option<Outcomes> {
    // A space is the second byte of no pair, so what stands before it is complete.
    let bytes: Vec<Vec<u8>> = (0..=255).map(|byte| vec![byte, b' ']).collect();
    let singles: Vec<Option<char>> =
        ask(program, charset, &bytes)?.iter().map(|text| read_alone(text)).collect();
    let codes: Vec<(u8, u8)> = (0x80..=0xff)
        .flat_map(|first| (0..=255).map(move |second| (first, second)))
        .filter(|&(first, second)| {
            singles[usize::from(first)].is_none()
                && second != b'\n'
                && !(charset == "gb18030" && second.is_ascii_digit())
        })
        .collect();
    let inputs: Vec<Vec<u8>> =
        codes.iter().map(|&(first, second)| vec![first, second, b' ']).collect();
    let mut pairs = vec![None; 0x1_0000];
    let mut silent = Vec::new();
    for (&(first, second), text) in codes.iter().zip(ask(program, charset, &inputs)?) {
        let text: Vec<char> = text.strip_suffix(' ').unwrap().chars().collect();
        let alone = singles[usize::from(second)];
        let marks = program != Program::Iconv;
        pairs[usize::from(first) << 8 | usize::from(second)] = match text.as_slice() {
            [] if alone.is_some() => Some(Pair::Bad(2)),
            [] => {
                silent.push((first, second));
                None
            }
            ['\u{fffd}'] if marks => Some(Pair::Bad(2)),
            ['\u{fffd}', _] if marks => Some(Pair::Bad(1)),
            [c] if Some(*c) == alone && !marks => Some(Pair::Bad(1)),
            [c] => Some(Pair::One(*c)),
            _ => panic!("{program:?} {charset} {first:02x} {second:02x}: {text:?}"),
        };
    }
    // Without a mark, how many bytes were dropped shows in whether the second begins another pair.
    let thirds: Vec<u8> = (0x40..=0xfe).collect();
    let third = |second: u8| {
        thirds.iter().copied().find(|&third| {
            matches!(pairs[usize::from(second) << 8 | usize::from(third)], Some(Pair::One(_)))
        })
    };
    let asked: Vec<(u8, u8, Option<u8>)> =
        silent.iter().map(|&(first, second)| (first, second, third(second))).collect();
    let inputs: Vec<Vec<u8>> = asked
        .iter()
        .map(|&(first, second, third)| vec![first, second, third.unwrap_or(b' '), b' '])
        .collect();
    for ((first, second, third), text) in asked.into_iter().zip(ask(program, charset, &inputs)?) {
        let begins = third.map(|third| pairs[usize::from(second) << 8 | usize::from(third)]);
        let again = matches!(begins, Some(Some(Pair::One(c))) if text.starts_with(c));
        let length = if again || third.is_none() { 1 } else { 2 };
        pairs[usize::from(first) << 8 | usize::from(second)] = Some(Pair::Bad(length));
    }
    Some((singles, pairs))
}

fn ask(program: Program, charset: &str, inputs: &[Vec<u8>]) -> Option<Vec<String>> {
    let kept: Vec<Vec<u8>> =
        inputs.iter().map(|input| input.iter().map(|&b| b.max(11)).collect()).collect();
    // Line feeds end a request; nothing below them is asked about.
    let inputs = if program == Program::Iconv { &kept } else { inputs };
    decode(program, charset, false, inputs)
}

fn read_alone(text: &str) -> Option<char> {
    let mut chars = text.strip_suffix(' ')?.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) if c != '\u{fffd}' => Some(c),
        _ => None,
    }
}

/// Bytes that look random and are the same every time.
pub struct Random(u64);

impl Random {
    /// Begins anew.
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// The next number.
    pub fn number(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    /// At most `most` bytes, dense in those on which decoders differ.
    pub fn bytes(&mut self, most: u64) -> Vec<u8> {
        const AWKWARD: &[u8] = b"\x80\xa0\xff\xfe\x81\x7f\x40 0959:?\xa1\xe5\xe6\xad\xa2\xe3";
        let length = self.number() % most + 1;
        (0..length)
            .map(|_| {
                let number = self.number();
                match number % 4 {
                    0 => AWKWARD[(number >> 8) as usize % AWKWARD.len()],
                    _ => 0x80 | (number >> 8) as u8,
                }
            })
            .collect()
    }
}
