using AiBridge.IntegrationTests.Management.Access;
using AiBridge.Projects;
using AiBridge.Projects.Changes;
using static AiBridge.IntegrationTests.Changes.ChangeFixture;

namespace AiBridge.IntegrationTests.Changes;

/// <summary>What holds of every change, made without HTTP: nothing of it is a matter of who asks, or how.</summary>
public sealed class EveryChangeTests(ChangeFixture fixture) : IClassFixture<ChangeFixture>
{
    public static TheoryData<string> Names => [.. ChangeCase.All.Select(change => change.Operation.Name)];

    public static TheoryData<string> NamesOfVersion => [.. ChangeCase.All.Where(change => change.IsOfVersion).Select(change => change.Operation.Name)];

    [Fact]
    public void Every_write_of_the_API_is_among_them()
    {
        var written = ApiEndpoint.Of(fixture.Bridge).Where(endpoint => endpoint.Audited && endpoint.Required!.Name.Length > 0).Select(endpoint => endpoint.Required!.Name);

        // A test of a provider is audited, and changes nothing.
        written.Except(ChangeCase.All.Select(change => change.Operation.Name)).Should().BeEquivalentTo(["testProvider"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task It_is_stored_in_force_at_once_and_in_the_audit_log_once(string name)
    {
        var (change, things) = (Of(name), await fixture.MakeThingsAsync());
        var (before, audited) = (await fixture.StateAsync(), await fixture.AuditedAsync());

        await change.MakeAsync(fixture, things, Administrator, ExpectedVersion.None);

        (await fixture.StateAsync()).Should().NotBe(before);
        (await fixture.IsBehindAsync()).Should().BeFalse("a snapshot that is behind would only be noticed a second later, as another process's change");
        var entry = (await fixture.AuditAsync(audited)).Should().ContainSingle().Subject;
        (entry.Operation, entry.Action, entry.Result, entry.Status, entry.ActorId).Should().Be((name, change.Operation.Permission, "succeeded", change.Operation.Status, "tok_caller"));
        (entry.ProjectId ?? things.Project).Should().StartWith("prj_").And.NotBe(fixture.OtherProject);
    }

    [Theory]
    [MemberData(nameof(NamesOfVersion))]
    public async Task Another_version_than_the_one_that_was_read_is_not_changed(string name)
    {
        var (change, things) = (Of(name), await fixture.MakeThingsAsync());

        await RefusedAsync(change, things, Administrator, ExpectedVersion.Of(2), 412);

        await change.MakeAsync(fixture, things, Administrator, ExpectedVersion.Of(1));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Without_the_permission_it_is_refused_and_the_permission_is_named(string name)
    {
        var (change, things) = (Of(name), await fixture.MakeThingsAsync());

        var refusal = await RefusedAsync(change, things, Caller(things.Project, serverScope: true, PermissionNames.InvokeBridge), ExpectedVersion.None, 403);

        refusal.Message.Should().Contain(change.Operation.Permission);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task For_another_project_it_is_not_there(string name)
    {
        var (change, things) = (Of(name), await fixture.MakeThingsAsync());

        await RefusedAsync(change, things, Caller(fixture.OtherProject, serverScope: false, change.Operation.Permission), ExpectedVersion.None, change.Operation.ServerScope ? 403 : 404);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task In_its_own_project_it_needs_nothing_but_the_permission(string name)
    {
        var (change, things) = (Of(name), await fixture.MakeThingsAsync());
        if (change.Operation.ServerScope)
            return;

        await change.MakeAsync(fixture, things, Caller(things.Project, serverScope: false, change.Operation.Permission), ExpectedVersion.None);
    }

    private static ChangeCase Of(string name) => ChangeCase.All.Single(change => change.Operation.Name == name);

    private async Task<RefusedException> RefusedAsync(ChangeCase change, Things things, Caller caller, ExpectedVersion expected, int status)
    {
        var (before, audited) = (await fixture.StateAsync(), await fixture.AuditedAsync());

        var refusal = (await change.Invoking(it => it.MakeAsync(fixture, things, caller, expected)).Should().ThrowAsync<RefusedException>()).Which;

        refusal.Status.Should().Be(status, refusal.Message);
        (await fixture.StateAsync()).Should().Be(before);
        var entry = (await fixture.AuditAsync(audited)).Should().ContainSingle().Subject;
        (entry.Operation, entry.Result, entry.Status, entry.Code, entry.Changes).Should().Be((change.Operation.Name, "refused", status, refusal.Code, null));
        return refusal;
    }
}
