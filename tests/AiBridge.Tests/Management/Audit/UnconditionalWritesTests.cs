using AiBridge.Management;
using AiBridge.Management.Audit;
using AiBridge.Storage;
using Microsoft.AspNetCore.Http;

namespace AiBridge.Tests.Management.Audit;

public sealed class UnconditionalWritesTests
{
    private readonly DefaultHttpContext _http = new();
    private int _tries;

    public UnconditionalWritesTests() =>
        _http.Features.Set(new AuditEntry(_http, "things:Write", new TimeOrderedId(), TimeProvider.System));

    [Fact]
    public async Task One_that_others_come_between_every_time_ends_as_a_conflict()
    {
        var refusal = (await Running(always: RefusedException.Outdated).Should().ThrowAsync<RefusedException>()).Which;

        (refusal.Status, refusal.Code).Should().Be((409, "conflict"));
        _tries.Should().Be(20);
    }

    [Fact]
    public async Task One_that_names_its_version_is_made_once()
    {
        _http.Request.Headers.IfMatch = "\"1\"";

        var refusal = (await Running(always: RefusedException.Outdated).Should().ThrowAsync<RefusedException>()).Which;

        refusal.Status.Should().Be(412);
        _tries.Should().Be(1);
    }

    [Fact]
    public async Task Other_refusals_are_final()
    {
        var refusal = (await Running(always: RefusedException.Gone).Should().ThrowAsync<RefusedException>()).Which;

        refusal.Status.Should().Be(404);
        _tries.Should().Be(1);
    }

    private Func<Task> Running(RefusedException always) => async () =>
    {
        using var writes = new UnconditionalWrites();
        await writes.InvokeAsync(EndpointFilterInvocationContext.Create(_http), _ =>
        {
            _tries++;
            throw always;
        });
    };
}
