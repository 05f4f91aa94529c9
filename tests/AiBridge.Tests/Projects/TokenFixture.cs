using AiBridge.Projects;
using AiBridge.Tests.Storage;

namespace AiBridge.Tests.Projects;

/// <summary>One process: its own directory and issuer on a database that others may share.</summary>
internal sealed class TokenFixture(TemporaryDatabase database, FakeTimeProvider clock) : IDisposable
{
    public TokenDirectory Directory { get; } = new(database.Contexts, clock);

    public TokenIssuer Issuer => new(database.Contexts, Directory, clock);

    public FirstTokens FirstTokens => new(database.Contexts, Directory, clock);

    public ProjectStore Projects => new(database.Contexts);

    public void Dispose() => Directory.Dispose();
}
