using AiBridge.Protocols;

namespace AiBridge.Tests.Protocols;

/// <summary>
/// One recorded piece of traffic and, beside it in <c>{file}.txt</c>, the facts it must give. The folder names the protocol,
/// its subfolder what the file is. Adding a case is adding two files.
/// </summary>
public sealed class ProtocolFixture(string path)
{
    private static readonly string Root = Path.Combine(AppContext.BaseDirectory, "Fixtures", "protocols");

    private string FullPath { get; } = Path.Combine(Root, path);

    public byte[] Bytes => File.ReadAllBytes(FullPath);

    public string Expected => File.ReadAllText(FullPath + ".txt").ReplaceLineEndings("\n").Trim();

    internal WireProtocol Protocol => KnownProtocols.All.Single(protocol => protocol.Name == path.Split('/')[0]);

    /// <summary>The form of the stream, known by itself: its content type lies in no file.</summary>
    internal StreamFraming Framing => Protocol.FramingOf("text/event-stream") ?? Protocol.HiddenFramingOf(Bytes)!;

    /// <summary>The status that an error body's file name begins with.</summary>
    public int Status => int.Parse(Path.GetFileName(path)[..3]);

    /// <summary>The fixtures of a kind: <c>requests</c>, <c>streams</c>, <c>bodies</c> or <c>errors</c>.</summary>
    public static TheoryData<string> All(string kind)
    {
        var all = new TheoryData<string>();
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            var relative = Path.GetRelativePath(Root, file).Replace('\\', '/');
            if (relative.Split('/')[1] == kind && !relative.EndsWith(".txt", StringComparison.Ordinal))
                all.Add(relative);
        }

        return all;
    }
}
