using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace AiBridge.Configuration;

/// <summary>An address of <c>Listen</c> that the system does not give: taken by another process, not this machine's, for the administrator alone, or of https without a certificate.</summary>
internal static class ListenFault
{
    public static bool IsOne(Exception failure) =>
        failure is SocketException or IOException { InnerException: AddressInUseException } || LacksCertificate(failure);

    /// <summary>One sentence for the person at the terminal.</summary>
    /// <param name="failure">What the start ended in.</param>
    /// <param name="listen">The setting, for failures that do not name their address.</param>
    public static string Message(Exception failure, string listen) =>
        LacksCertificate(failure) ? $"cannot listen on {listen}: https needs Tls:Certificate"
        : failure is SocketException refused ? $"cannot listen on {listen}: {refused.Message}"
        : failure.Message;

    // Kestrel looks for a developer's certificate before it gives up, so nothing can be said before the start.
    private static bool LacksCertificate(Exception failure) =>
        failure is InvalidOperationException { Source: "Microsoft.AspNetCore.Server.Kestrel.Core" } && failure.Message.Contains("HTTPS", StringComparison.Ordinal);
}
