import { DEMO_PASSWORD } from './people';

/**
 * What GraphiQL begins with: the way in, and the first things to look at. Its lines are short enough to be read to their end
 * where the window is 1024 pixels wide.
 */
export const FIRST_QUERY = `# 1. Sign in (the button on the
#    right). Then put accessToken
#    into the Headers below:
#    "Authorization": "Bearer TOKEN"
mutation SignIn {
  signIn(
    input: {
      tenant: "demo"
      email: "ada@demo.example"
      password: "${DEMO_PASSWORD}"
    }
  ) {
    ... on Session {
      accessToken
    }
  }
}

# 2. What is being talked about
query Conversations {
  conversations {
    edges {
      node {
        id
        title
        lastMessage {
          text
          author {
            displayName
          }
        }
      }
    }
  }
}

# 3. All that happens in them, live
subscription Inbox {
  inboxEvents {
    __typename
    conversationId
    seq
    actor {
      displayName
    }
    ... on MessageCreated {
      message {
        text
      }
    }
  }
}
`;
