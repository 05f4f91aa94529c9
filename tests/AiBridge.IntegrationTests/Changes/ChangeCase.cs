using System.Text.Json.Nodes;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using AiBridge.Providers;
using AiBridge.Providers.Changes;
using AiBridge.Providers.SecretStore;
using static AiBridge.IntegrationTests.Changes.ChangeFixture;

namespace AiBridge.IntegrationTests.Changes;

/// <summary>One change there is, made without HTTP.</summary>
/// <param name="Operation">What it is.</param>
/// <param name="IsOfVersion">It is meant for a version.</param>
/// <param name="MakeAsync">Makes it, of things that are there.</param>
internal sealed record ChangeCase(Operation Operation, bool IsOfVersion, Func<ChangeFixture, Things, Caller, ExpectedVersion, Task> MakeAsync)
{
    public static IReadOnlyList<ChangeCase> All { get; } =
    [
        New(ProjectOperations.Create, (fixture, things, caller) => fixture.Get<ProjectChanges>().CreateAsync(caller, new() { ["name"] = $"new {things.Number}" }, default)),
        Existing(ProjectOperations.Update, (fixture, things, caller, expected) => fixture.Get<ProjectChanges>().UpdateAsync(caller, things.Project, expected, new() { ["name"] = $"renamed {things.Number}" }, default)),
        Existing(ProjectOperations.Delete, (fixture, things, caller, expected) => fixture.Get<ProjectChanges>().DeleteAsync(caller, things.Project, expected, force: true, default)),
        New(TokenOperations.Create, (fixture, things, caller) => fixture.Get<TokenChanges>().CreateAsync(caller, things.Project, new() { ["name"] = "another", ["permissions"] = new JsonArray("tokens:Write") }, default)),
        New(TokenOperations.Update, (fixture, things, caller) => fixture.Get<TokenChanges>().UpdateAsync(caller, things.Project, things.Token, cascade: false, new() { ["permissions"] = new JsonArray("bridge:Invoke") }, default)),
        New(TokenOperations.Delete, (fixture, things, caller) => fixture.Get<TokenChanges>().RevokeAsync(caller, things.Project, things.Token, cascade: false, default)),
        New(SecretOperations.Create, (fixture, things, caller) => fixture.Get<SecretChanges>().CreateAsync(caller, new() { ["name"] = "another", ["value"] = "sk-another-0000001", ["projectId"] = things.Project }, default)),
        Existing(SecretOperations.Update, (fixture, things, caller, expected) => fixture.Get<SecretChanges>().UpdateAsync(caller, things.Secret, expected, new() { ["value"] = "sk-changed-0000001" }, default)),
        Existing(SecretOperations.Delete, (fixture, things, caller, expected) => fixture.Get<SecretChanges>().DeleteAsync(caller, things.Secret, expected, force: false, default)),
        New(ProviderOperations.Create, (fixture, things, caller) => fixture.Get<ProviderChanges>().CreateAsync(caller, Provider($"new-{things.Number}"), default)),
        New(ProviderOperations.CreateFromPreset, (fixture, things, caller) => fixture.Get<ProviderChanges>().CreateFromPresetAsync(caller, new() { ["preset"] = "ollama", ["name"] = $"preset-{things.Number}" }, default)),
        Existing(ProviderOperations.Update, (fixture, things, caller, expected) => fixture.Get<ProviderChanges>().UpdateAsync(caller, new(things.Provider), expected, new() { ["displayName"] = "renamed" }, default)),
        Existing(ProviderOperations.Delete, (fixture, things, caller, expected) => fixture.Get<ProviderChanges>().DeleteAsync(caller, new(things.Provider), expected, default)),
        New(AiProviderOperations.Create, (fixture, things, caller) => fixture.Get<AiProviderChanges>().CreateAsync(caller, ProviderOf(things.Project, $"new-{things.Number}"), default)),
        Existing(AiProviderOperations.Update, (fixture, things, caller, expected) => fixture.Get<AiProviderChanges>().UpdateAsync(caller, things.AiProvider, expected, new() { ["defaultModel"] = "other" }, default)),
        Existing(AiProviderOperations.Delete, (fixture, things, caller, expected) => fixture.Get<AiProviderChanges>().DeleteAsync(caller, things.AiProvider, expected, default)),
        Existing(AiConfigOperations.Set, (fixture, things, caller, expected) => fixture.Get<AiConfigChanges>().SetAsync(caller, things.Project, expected, AiOf("other"), default)),
        Existing(AiConfigOperations.Clear, (fixture, things, caller, expected) => fixture.Get<AiConfigChanges>().ClearAsync(caller, things.Project, expected, default)),
        New(SecretOperations.Rotate, (fixture, _, caller) => fixture.Get<SecretRotation>().RotateAsync(caller, default)),
    ];

    public override string ToString() => Operation.Name;

    private static ChangeCase New(Operation operation, Func<ChangeFixture, Things, Caller, Task> make) =>
        new(operation, IsOfVersion: false, (fixture, things, caller, _) => make(fixture, things, caller));

    private static ChangeCase Existing(Operation operation, Func<ChangeFixture, Things, Caller, ExpectedVersion, Task> make) => new(operation, IsOfVersion: true, make);
}
