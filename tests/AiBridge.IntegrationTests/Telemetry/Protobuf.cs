using System.Buffers.Binary;
using System.Text;

namespace AiBridge.IntegrationTests.Telemetry;

/// <summary>A message of Protocol Buffers, read without its description: fields by number (https://protobuf.dev/programming-guides/encoding).</summary>
internal sealed class Protobuf
{
    private readonly List<(int Field, object Value)> _fields = [];

    public Protobuf(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var tag = Varint(ref bytes);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    _fields.Add((field, Varint(ref bytes)));
                    break;
                case 1:
                    _fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(bytes)));
                    bytes = bytes[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref bytes);
                    _fields.Add((field, bytes[..length].ToArray()));
                    bytes = bytes[length..];
                    break;
                case 5:
                    _fields.Add((field, (ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes)));
                    bytes = bytes[4..];
                    break;
                default:
                    throw new InvalidDataException($"wire type {tag & 7}");
            }
        }
    }

    public IEnumerable<Protobuf> Messages(int field) => Values<byte[]>(field).Select(bytes => new Protobuf(bytes));

    public Protobuf? Message(int field) => Messages(field).FirstOrDefault();

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public byte[] Bytes(int field) => Values<byte[]>(field).FirstOrDefault() ?? [];

    public ulong Number(int field) => Values<ulong>(field).FirstOrDefault();

    /// <summary>Attributes (a repeated <c>KeyValue</c>), each value as text.</summary>
    public Dictionary<string, string> Attributes(int field) => Messages(field).ToDictionary(pair => pair.Text(1), pair => ValueOf(pair.Message(2)));

    // AnyValue: string 1, bool 2, int 3, double 4.
    private static string ValueOf(Protobuf? value) => value switch
    {
        null => "",
        _ when value._fields.Count == 0 => "",
        _ => value._fields[0] switch
        {
            (1, byte[] text) => Encoding.UTF8.GetString(text),
            (2, ulong flag) => flag == 0 ? "false" : "true",
            (3, ulong number) => ((long)number).ToString(System.Globalization.CultureInfo.InvariantCulture),
            (4, ulong bits) => BitConverter.UInt64BitsToDouble(bits).ToString(System.Globalization.CultureInfo.InvariantCulture),
            _ => "?",
        },
    };

    private IEnumerable<T> Values<T>(int field) => _fields.Where(one => one.Field == field).Select(one => one.Value).OfType<T>();

    private static ulong Varint(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if ((next & 0x80) == 0)
                return value;
        }
    }
}
