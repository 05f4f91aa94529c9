using System.Net;
using System.Net.Http.Headers;
using AiBridge.Protocols;

namespace AiBridge.Upstream;

/// <summary>Makes a real error answer of a stream that began with an error: the status it stands for, and the error in its family's envelope.</summary>
internal static class InBandError
{
    /// <param name="response">The stream's answer; its headers stay, its content is given up.</param>
    /// <param name="status">The status the error stands for.</param>
    /// <param name="protocol">Whose envelope.</param>
    /// <param name="frame">The data of the error's frame.</param>
    public static void Unfold(HttpResponseMessage response, int status, WireProtocol protocol, byte[] frame)
    {
        var body = protocol.WriteError(frame, status);
        response.Content.Dispose();
        response.StatusCode = (HttpStatusCode)status;
        response.ReasonPhrase = null;
        response.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
    }
}
