import java.nio.ByteBuffer;
import java.nio.charset.*;

/** Prints "NAME CODE CHARACTER" for every code that these charsets of Java decode to one character. */
public class Dump {
    static StringBuilder out = new StringBuilder();

    static void one(String name, CharsetDecoder decoder, byte... code) {
        try {
            String text = decoder.decode(ByteBuffer.wrap(code)).toString();
            if (text.codePointCount(0, text.length()) != 1 || text.codePointAt(0) == 0xFFFD && code.length < 4) return;
            out.append(name).append(' ');
            for (byte b : code) out.append(String.format("%02X", b));
            out.append(' ').append(Integer.toHexString(text.codePointAt(0)).toUpperCase()).append('\n');
        } catch (CharacterCodingException e) {
            // Not a code.
        }
    }

    public static void main(String[] names) {
        for (String name : names) {
            CharsetDecoder d = Charset.forName(name).newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT).onUnmappableCharacter(CodingErrorAction.REPORT);
            for (int a = 0x20; a < 0x100; a++) one(name, d, (byte) a);
            if (d.maxCharsPerByte() > 0 && Charset.forName(name).newEncoder().maxBytesPerChar() > 1) {
                for (int a = 0x80; a < 0x100; a++)
                    for (int b = 0x40; b < 0x100; b++) one(name, d, (byte) a, (byte) b);
                if (name.toLowerCase().contains("euc"))
                    for (int a = 0xA1; a < 0xFF; a++)
                        for (int b = 0xA1; b < 0xFF; b++) one(name, d, (byte) 0x8F, (byte) a, (byte) b);
            }
            System.out.print(out);
            out.setLength(0);
        }
    }
}
