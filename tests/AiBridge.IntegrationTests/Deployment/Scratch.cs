namespace AiBridge.IntegrationTests.Deployment;

/// <summary>An empty folder that others may look into, gone afterwards.</summary>
internal sealed class Scratch : IDisposable
{
    public Scratch()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path, (UnixFileMode)0b111_101_101);
    }

    public string Path { get; } = Directory.CreateTempSubdirectory("aibridge-image-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
